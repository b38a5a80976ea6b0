-- The rows of `open_record` that an incident can close, or one that closes another of their story; slice $slice of $slices of the
-- stories, each with its rows one after the other.
WITH near AS (SELECT DISTINCT page, story FROM open_record WHERE "first" IS NOT NULL)
SELECT
    o.id, o.page, o.story, o."first"::VARCHAR AS "first", o."last"::VARCHAR AS "last", o."value" AS "value", o."offset" AS "offset",
    coalesce(s.published, s."first")::VARCHAR AS published_first, coalesce(s.published, s."last")::VARCHAR AS published_last
FROM open_record o SEMI JOIN near USING (page, story)
LEFT JOIN story s ON s.page = o.page AND s.story = o.story
WHERE hash(o.page) % $slices = $slice AND (o."first" IS NOT NULL OR o."value" IS NOT NULL)
ORDER BY o.page, o.story, o.id;
