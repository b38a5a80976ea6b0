-- What the records tell of days: those of table open_record, where an incident can close one of their story, and the records
-- of these incidents.
WITH own AS (
    SELECT
        e.id, e.link, e.page, e.story,
        CASE WHEN e.linked_from IS NULL THEN e.date END AS first,
        CASE WHEN e.linked_from IS NULL THEN e.enddate END AS last,
        e.date_info."value" AS "value", e.date_info."offset" AS "offset",
        coalesce(s.published, s."first") AS published_first, coalesce(s.published, s."last") AS published_last
    FROM event e LEFT JOIN story s ON s.page = e.page AND s.story = e.story
    WHERE e.link IN (SELECT link FROM open_record)
),
closing AS (SELECT link FROM own GROUP BY link HAVING count(first) > 0 AND count(first) < count(*)),
near AS (SELECT DISTINCT page, story FROM own WHERE first IS NULL AND link IN (SELECT link FROM closing))
SELECT own.* FROM own
LEFT JOIN near ON near.page = own.page AND near.story = own.story
WHERE own.link IN (SELECT link FROM closing) OR (near.page IS NOT NULL AND own.first IS NULL AND own."value" IS NOT NULL)
ORDER BY own.id;
