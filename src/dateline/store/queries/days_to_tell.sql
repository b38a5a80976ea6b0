-- Table open_record: records without a day of their own that an incident of `relinked`, or a story that tells of one, may date.
CREATE OR REPLACE TEMP TABLE open_record AS
WITH near AS (SELECT DISTINCT page, story FROM event WHERE link IN (SELECT link FROM relinked))
SELECT e.id, e.link FROM event e SEMI JOIN near USING (page, story)
WHERE e.date IS NULL OR e.linked_from IS NOT NULL;
