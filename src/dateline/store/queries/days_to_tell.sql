-- Table open_record: records without a day of their own that an incident of `relinked`, or a story that tells of one, may date;
-- `first` and `last` are the days that all records of the incident allow. Table new_days: what days they are found to have.
CREATE OR REPLACE TEMP TABLE open_record AS
WITH
near AS (SELECT DISTINCT page, story FROM event WHERE link IN (SELECT link FROM relinked)),
open_near AS (
    SELECT e.id, e.page, e.story, e.link, e.date_info."value" AS "value", e.date_info."offset" AS "offset"
    FROM event e SEMI JOIN near USING (page, story)
    WHERE e.date IS NULL OR e.linked_from IS NOT NULL
),
known AS (
    -- an incident has a day that all its records allow
    SELECT link, max(date) AS "first", greatest(max(date), min(coalesce(enddate, date))) AS "last"
    FROM event WHERE date IS NOT NULL AND linked_from IS NULL AND link IN (SELECT link FROM open_near)
    GROUP BY link
)
SELECT o.*, k."first", k."last" FROM open_near o LEFT JOIN known k ON k.link = o.link;

CREATE OR REPLACE TEMP TABLE new_days (id VARCHAR, "first" VARCHAR, "last" VARCHAR);
