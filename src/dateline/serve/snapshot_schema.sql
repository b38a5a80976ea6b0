-- The reading copy that `serve` asks, so that no reader ever waits for a writer. One row an event as it stands after review;
-- `n` counts arrivals, `eday` is the day of the event (1 January 1 where unknown), `rday` the day of the report.

CREATE TABLE seen (page VARCHAR NOT NULL, mark UBIGINT NOT NULL);

CREATE TABLE e AS
SELECT 0::BIGINT AS n, event.* EXCLUDE (predicate, sequence), event.predicate,
    DATE '0001-01-01' AS eday, DATE '0001-01-01' AS rday, ''::VARCHAR AS outlet, ''::VARCHAR AS copies, 1::BIGINT AS origins,
    ''::VARCHAR AS surety, 'none'::VARCHAR AS review, ''::VARCHAR AS folded
FROM store.event LIMIT 0;

-- Who takes part: role actor, recipient or holder (of a claim); `key` is the code, or the words where there is none.
CREATE TABLE side (n BIGINT NOT NULL, role VARCHAR NOT NULL, key VARCHAR NOT NULL);

CREATE TABLE c AS
SELECT claim.*, DATE '0001-01-01' AS rday, ''::VARCHAR AS outlet, ''::VARCHAR AS holder, ''::VARCHAR AS url, ''::VARCHAR AS title
FROM store.claim LIMIT 0;

CREATE TABLE story AS SELECT story.* FROM store.story LIMIT 0;
CREATE TABLE page AS SELECT * EXCLUDE (declared, markup) FROM store.page LIMIT 0;
CREATE TABLE incident AS SELECT * FROM store.incident LIMIT 0;
CREATE TABLE issue AS SELECT * FROM store.issue LIMIT 0;
CREATE TABLE run AS SELECT * FROM store.run LIMIT 0;
CREATE TABLE review AS SELECT * FROM store.review LIMIT 0;
