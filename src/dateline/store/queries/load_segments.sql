-- Loads the pages of temporary table `segment`, replacing those that are there under the same id, and keeps what the
-- replacement changed. The caller wraps it in a transaction.
CREATE OR REPLACE TEMP TABLE incoming_page AS SELECT unnest(page) FROM segment;

CREATE OR REPLACE TEMP TABLE incoming_event AS
SELECT DISTINCT ON (id) * FROM (SELECT unnest(e) FROM (SELECT unnest(event) AS e FROM segment));

-- `cite_info` and `run` name the version that coded; a record is unchanged if nothing else differs. Days that a linked record
-- gave are not the record's own.
CREATE OR REPLACE TEMP TABLE before AS
SELECT id, page, to_json(r)::VARCHAR AS record
FROM (
    SELECT * EXCLUDE (run, cite_info, reasons, link, linked_from) REPLACE (
        CASE WHEN linked_from IS NULL THEN date END AS date,
        CASE WHEN linked_from IS NULL THEN enddate END AS enddate,
        CASE WHEN linked_from IS NULL THEN date_info ELSE {
            'text': date_info.text, 'value': date_info."value", 'granularity': date_info.granularity, 'basis': linked_from,
            'offset': date_info."offset"} END AS date_info)
    FROM event ANTI JOIN hint USING (id) WHERE page IN (SELECT id FROM incoming_page)
) r;

CREATE OR REPLACE TEMP TABLE after AS
SELECT id, page, run, to_json(r)::VARCHAR AS record
FROM (SELECT COLUMNS([x FOR x IN (*) IF x NOT IN ('run', 'cite_info', 'reasons', 'link', 'linked_from')]) FROM incoming_event) r
JOIN (SELECT id, run FROM incoming_event) USING (id)
WHERE page IN (SELECT id FROM page);

INSERT INTO history BY NAME
SELECT
    coalesce(b.id, a.id) AS id,
    coalesce(b.page, a.page) AS page,
    CASE WHEN a.id IS NULL THEN 'removed' WHEN b.id IS NULL THEN 'added' ELSE 'changed' END AS change,
    p.run AS run,
    coalesce(b.record, a.record) AS record
FROM before b
FULL JOIN after a ON a.id = b.id
JOIN incoming_page p ON p.id = coalesce(b.page, a.page)
WHERE a.record IS DISTINCT FROM b.record;

INSERT INTO page_version BY NAME
SELECT p.id AS page, p.sha256, p.fetched, p.run, p.text FROM page p JOIN incoming_page n ON n.id = p.id WHERE n.sha256 <> p.sha256;

DELETE FROM story WHERE page IN (SELECT id FROM incoming_page);
DELETE FROM event WHERE page IN (SELECT id FROM incoming_page);
DELETE FROM hint WHERE page IN (SELECT id FROM incoming_page);
DELETE FROM claim WHERE page IN (SELECT id FROM incoming_page);
DELETE FROM issue WHERE page IN (SELECT id FROM incoming_page);
DELETE FROM page WHERE id IN (SELECT id FROM incoming_page);

INSERT INTO page BY NAME SELECT * FROM incoming_page;
INSERT INTO event BY NAME SELECT * FROM incoming_event;
INSERT INTO hint BY NAME SELECT DISTINCT ON (id) * FROM (SELECT unnest(h) FROM (SELECT unnest(hint) AS h FROM segment));
INSERT INTO story BY NAME SELECT DISTINCT ON (page, story) * FROM (SELECT unnest(s) FROM (SELECT unnest(story) AS s FROM segment));
INSERT INTO claim BY NAME SELECT DISTINCT ON (id) * FROM (SELECT unnest(c) FROM (SELECT unnest(claim) AS c FROM segment));
INSERT INTO issue BY NAME SELECT DISTINCT * FROM (SELECT unnest(i) FROM (SELECT unnest(issue) AS i FROM segment));

DROP TABLE before;
DROP TABLE after;
DROP TABLE incoming_event;
DROP TABLE incoming_page;
DROP TABLE segment;
