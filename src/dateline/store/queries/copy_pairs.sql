-- Pairs of stories with much the same text, the one seen first first, and how many numbers of their sketches they share. What
-- was seen first hangs on the pages alone, not on the runs that coded them: an ingest that was stopped gives the same.
-- Every run of words points from its first story to the others, and from each to the next: a text in a thousand copies
-- gives some thousand pairs, not a million.
CREATE OR REPLACE TEMP TABLE seen_story AS
SELECT
    row_number() OVER (
        ORDER BY coalesce(s.published::VARCHAR, p.fetched[:10], '9999'), p.fetched NULLS LAST, s.page, s.story) - 1 AS n,
    s.page, s.story, coalesce(s.words, s.copies) AS words, s.sketch, len(s.sketch) AS size
FROM story s LEFT JOIN page p ON p.id = s.page;

CREATE OR REPLACE TEMP TABLE copy_pair AS
WITH run AS (SELECT n, unnest(sketch) AS h FROM seen_story),
placed AS (SELECT n, min(n) OVER same AS "first", lag(n) OVER (same ORDER BY n) AS previous FROM run WINDOW same AS (PARTITION BY h)),
pair AS (
    SELECT "first" AS a, n AS b FROM placed WHERE "first" < n
    UNION ALL
    SELECT previous AS a, n AS b FROM placed WHERE previous IS NOT NULL AND previous <> "first"
),
candidate AS (SELECT a, b FROM pair GROUP BY a, b HAVING count(*) >= 2)
SELECT c.a, c.b, len(list_intersect(x.sketch, y.sketch)) AS shared, x.size AS size_a, y.size AS size_b
FROM candidate c JOIN seen_story x ON x.n = c.a JOIN seen_story y ON y.n = c.b;

INSERT INTO copy_pair
SELECT min(n) OVER (PARTITION BY words) AS a, n AS b, 1, 1, 1 FROM seen_story
QUALIFY min(n) OVER (PARTITION BY words) < n;
