-- Fills `side` for the events of the changed pages; run after the reviews' edits, which may change who takes part.
INSERT INTO side
SELECT DISTINCT n, role, coalesce(entity.code, lower(left(entity.entity_text, 60))) AS key
FROM (
    SELECT n, 'actor' AS role, unnest([{code: q.code, entity_text: q.entity_text} FOR q IN actor]) AS entity
    FROM e WHERE page IN (SELECT page FROM changed)
    UNION ALL
    SELECT n, 'recipient', unnest([{code: q.code, entity_text: q.entity_text} FOR q IN recipient]) FROM e WHERE page IN (SELECT page FROM changed)
    UNION ALL
    SELECT n, 'holder', unnest([{code: q.code, entity_text: q.entity_text} FOR q IN attribution]) FROM e WHERE page IN (SELECT page FROM changed)
)
ORDER BY role, n;
