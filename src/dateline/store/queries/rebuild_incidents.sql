-- Fills table incident from the links of the records. A side is told by its code, or by its words where it has none.
DELETE FROM incident;
INSERT INTO incident BY NAME
WITH
linked AS (SELECT * FROM event WHERE link IS NOT NULL),
side AS (
    SELECT link, unnest(list_concat(actor, recipient)) AS entity FROM linked
),
sides AS (
    SELECT link, list_sort(list(DISTINCT coalesce(entity.code, entity.entity_text))) AS sides FROM side GROUP BY link
)
SELECT
    e.link AS id,
    mode(e."type" ORDER BY e."type") AS "type",
    min(e.date) AS "first",
    max(e.enddate) AS "last",
    coalesce(any_value(sides.sides), []) AS sides,
    count(DISTINCT coalesce(s.copies, e.page)) AS origins,
    count(*) AS records
FROM linked e
LEFT JOIN story s ON s.page = e.page AND s.story = e.story
LEFT JOIN sides ON sides.link = e.link
GROUP BY e.link;
