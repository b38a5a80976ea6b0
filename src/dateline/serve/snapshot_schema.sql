-- The reading copy that `serve` asks, so that no reader ever waits for a writer. One row an event as it stands after review;
-- `n` counts arrivals, `eday` is the day of the event (1 January 1 where unknown), `rday` the day of the report, `claims` how
-- many claims its story holds, `incident` a number for what it is a record of, `stamp` when the entry of a live blog was made,
-- `said_in` the claims it stands in or is, which have it in `held`. A claim has the latest day of these, and `about` which
-- incident that is. `actors`, `recipients` and `holders` (of a claim) are codes, or the words where there is none; `dyads` is who
-- did it to whom, two codes with a blank between: all to each other where they act together (talks, agreements).

CREATE TABLE seen (page VARCHAR NOT NULL, mark UBIGINT NOT NULL);

CREATE TABLE e AS
SELECT 0::BIGINT AS n, event.* EXCLUDE (sequence),
    DATE '0001-01-01' AS eday, DATE '0001-01-01' AS rday, ''::VARCHAR AS outlet, ''::VARCHAR AS copies, 1::BIGINT AS origins,
    ''::VARCHAR AS surety, 'none'::VARCHAR AS review, ''::VARCHAR AS folded, 0::BIGINT AS claims, 0::UBIGINT AS incident, ['']::VARCHAR[] AS said_in,
    ''::VARCHAR AS page_url, ''::VARCHAR AS page_title, ''::VARCHAR AS page_language, ''::VARCHAR AS stamp,
    ['']::VARCHAR[] AS actors, ['']::VARCHAR[] AS recipients, ['']::VARCHAR[] AS holders, ['']::VARCHAR[] AS dyads
FROM store.event LIMIT 0;

-- The records that were decided on, as each has them: coder '' is the machine, '*' all coders together, the others have their own
-- edits; `judged` where the coder accepted or rejected it.
CREATE TABLE coded AS SELECT ''::VARCHAR AS coder, false AS judged, e.* FROM e LIMIT 0;

-- The records that `who` may not see yet as decided: others decided on them, `who` did not.
CREATE MACRO veiled_from(who) AS TABLE
SELECT n FROM coded WHERE coder NOT IN ('', '*', who) EXCEPT SELECT n FROM coded WHERE coder = who AND judged;

CREATE TABLE c AS
SELECT claim.*, DATE '0001-01-01' AS rday, ''::VARCHAR AS outlet, ''::VARCHAR AS holder, ''::VARCHAR AS url, ''::VARCHAR AS title,
    DATE '0001-01-01' AS eday, ''::VARCHAR AS about, ['']::VARCHAR[] AS held, ''::VARCHAR AS folded
FROM store.claim LIMIT 0;

CREATE TABLE story AS SELECT story.* FROM store.story LIMIT 0;
CREATE TABLE page AS SELECT * EXCLUDE (declared, markup) FROM store.page LIMIT 0;
CREATE TABLE dispute AS SELECT id, disputed FROM store.incident LIMIT 0;
CREATE TABLE issue AS SELECT * FROM store.issue LIMIT 0;
CREATE TABLE run AS SELECT * FROM store.run LIMIT 0;
CREATE TABLE review AS SELECT * FROM store.review LIMIT 0;

-- What is asked for every time, counted at each refresh over all records that are not rejected: how many have each value of a
-- facet, how many fall on each day of the event or the report, how many incidents each did to each, how many pages were reported each
-- week, how much there is.
CREATE TABLE facet_count (name VARCHAR NOT NULL, value VARCHAR, count BIGINT NOT NULL);
CREATE TABLE day_count ("by" VARCHAR NOT NULL, day DATE NOT NULL, count BIGINT NOT NULL);
CREATE TABLE dyad_count (a VARCHAR NOT NULL, b VARCHAR NOT NULL, events BIGINT NOT NULL, net DOUBLE NOT NULL);
CREATE TABLE report_count (week DATE NOT NULL, reports BIGINT NOT NULL);
CREATE TABLE total (name VARCHAR NOT NULL, count BIGINT NOT NULL);

CREATE MACRO dyads_of(actors, recipients) AS list_filter(
    flatten([[a || ' ' || b FOR b IN CASE WHEN len(recipients) = 0 THEN actors ELSE recipients END] FOR a IN actors]),
    lambda x: regexp_full_match(x, '[A-Z0-9]{3} [A-Z0-9]{3}') AND (len(recipients) > 0 OR left(x, 3) <> right(x, 3)));
