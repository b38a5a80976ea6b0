-- Takes the rows of `stale` out of table linked and those of `told` in.
DELETE FROM linked WHERE page IN (SELECT page FROM stale);
INSERT INTO linked BY NAME
SELECT t.id, e.page, t.family, e.run, $version AS version, t.id AS part, t.low, t.place, t.blocks
FROM told t JOIN coded e ON e.id = t.id;
