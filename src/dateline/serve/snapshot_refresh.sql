-- Replaces the pages of `changed` in the reading copy; the others stay.

-- A record keeps its number when its page comes again: it has not arrived anew.
CREATE OR REPLACE TEMP TABLE known AS SELECT id, min(n) AS n FROM e WHERE page IN (SELECT page FROM changed) GROUP BY id;
-- The incidents that these pages told of or tell of now.
CREATE OR REPLACE TEMP TABLE touched AS
SELECT link AS id FROM e WHERE page IN (SELECT page FROM changed)
UNION SELECT link FROM store.event WHERE page IN (SELECT page FROM changed);

DELETE FROM e WHERE page IN (SELECT page FROM changed);
DELETE FROM coded WHERE page IN (SELECT page FROM changed);
DELETE FROM c WHERE page IN (SELECT page FROM changed);
DELETE FROM story WHERE page IN (SELECT page FROM changed);
DELETE FROM page WHERE id IN (SELECT page FROM changed);
DELETE FROM seen WHERE page IN (SELECT page FROM changed);

INSERT INTO seen SELECT page, mark FROM fresh WHERE page IN (SELECT page FROM changed);
INSERT INTO page BY NAME SELECT * EXCLUDE (declared, markup) FROM store.page WHERE id IN (SELECT page FROM changed);
INSERT INTO story BY NAME SELECT * FROM store.story WHERE page IN (SELECT page FROM changed);

-- Which records stand in which claims; where there is none in it, the record that the claim itself is: who accuses, asks, denies.
CREATE OR REPLACE TEMP TABLE held AS
SELECT id AS claim, unnest(events) AS event FROM store.claim WHERE page IN (SELECT page FROM changed)
UNION
SELECT c.id, e.id FROM store.claim c JOIN store.event e
    ON e.page = c.page AND e.story = c.story AND e.predicate[1] < c.cue[1][2] AND e.predicate[2] > c.cue[1][1]
WHERE c.page IN (SELECT page FROM changed) AND len(c.events) = 0;

INSERT INTO e BY NAME
SELECT *, dyads_of(actors, recipients) AS dyads FROM (
SELECT
    coalesce(k.n, row_number() OVER (ORDER BY coalesce(x.date, DATE '0001-01-01'), x.id) + $arrived) AS n,
    x.* EXCLUDE (sequence),
    coalesce(x.date, DATE '0001-01-01') AS eday,
    coalesce(s.published, p.published, s."last", DATE '0001-01-01') AS rday,
    coalesce(s.outlet, p.outlet, nullif(regexp_extract(p.url, '^[a-z]+://(?:www\.)?([^/:?#]+)', 1), ''), 'unknown outlet') AS outlet,
    coalesce(s.copies, x.page) AS copies,
    coalesce(i.origins, 1) AS origins,
    CASE WHEN x.confidence >= $high THEN 'high' WHEN x.confidence >= $medium THEN 'medium' ELSE 'low' END AS surety,
    'none' AS review,
    lower(concat_ws(' ', x.text, p.title, list_aggregate([q.entity_text FOR q IN x.actor], 'string_agg', ' '),
        list_aggregate([q.entity_text FOR q IN x.recipient], 'string_agg', ' '))) AS folded,
    coalesce(said.claims, 0) AS claims,
    hash(coalesce(x.link, x.id)) AS incident,
    coalesce(stands.said_in, []) AS said_in,
    p.url AS page_url, p.title AS page_title, p.language AS page_language,
    s.entries[x.entry + 1].time AS stamp,
    list_distinct([coalesce(q.code, lower(left(q.entity_text, 60))) FOR q IN x.actor]) AS actors,
    list_distinct([coalesce(q.code, lower(left(q.entity_text, 60))) FOR q IN x.recipient]) AS recipients,
    list_distinct([coalesce(q.code, lower(left(q.entity_text, 60))) FOR q IN x.attribution]) AS holders
FROM store.event x
JOIN store.page p ON p.id = x.page
LEFT JOIN store.story s ON s.page = x.page AND s.story = x.story
LEFT JOIN store.incident i ON i.id = x.link
LEFT JOIN (SELECT page, story, count(*) AS claims FROM store.claim WHERE page IN (SELECT page FROM changed) GROUP BY ALL) said ON said.page = x.page AND said.story = x.story
LEFT JOIN (SELECT event, list(claim) AS said_in FROM held GROUP BY event) stands ON stands.event = x.id
LEFT JOIN known k ON k.id = x.id
WHERE x.page IN (SELECT page FROM changed)
);

INSERT INTO c BY NAME
SELECT
    x.*,
    coalesce(s.published, p.published, s."last", DATE '0001-01-01') AS rday,
    coalesce(s.outlet, p.outlet, nullif(regexp_extract(p.url, '^[a-z]+://(?:www\.)?([^/:?#]+)', 1), ''), 'unknown outlet') AS outlet,
    coalesce(x.entity.code, nullif(lower(left(coalesce(x.entity.entity_text, x.source_text), 60)), ''), 'nobody named') AS holder,
    coalesce(p.url, '') AS url,
    coalesce(s.title, p.title, p.id) AS title,
    coalesce(told.eday, DATE '0001-01-01') AS eday, coalesce(told.about, '') AS about, coalesce(told.held, []) AS held,
    lower(concat_ws(' ', x.content_text, x.source_text)) AS folded
FROM store.claim x
LEFT JOIN (
    SELECT claim, max(eday) AS eday, arg_max(coalesce(link, id), (eday, id)) AS about, list(id ORDER BY id) AS held
    FROM (SELECT unnest(said_in) AS claim, eday, link, id FROM e WHERE page IN (SELECT page FROM changed)) GROUP BY claim
) told ON told.claim = x.id
JOIN store.page p ON p.id = x.page
LEFT JOIN store.story s ON s.page = x.page AND s.story = x.story
WHERE x.page IN (SELECT page FROM changed);

DELETE FROM dispute WHERE id IN (FROM touched);
INSERT INTO dispute SELECT id, disputed FROM store.incident WHERE len(disputed) > 0 AND id IN (FROM touched);
DELETE FROM issue WHERE page IN (SELECT page FROM changed) OR page NOT IN (SELECT id FROM page);
INSERT INTO issue SELECT * FROM store.issue WHERE page IN (SELECT page FROM changed) OR page NOT IN (SELECT id FROM page);
DELETE FROM run;
INSERT INTO run SELECT * FROM store.run;
DELETE FROM review;
INSERT INTO review SELECT * FROM store.review;
