-- Gives records and parts of table linked what was found. The incidents that this changes go; `relinked` holds their ids.
CREATE OR REPLACE TEMP TABLE relinked AS
SELECT link FROM link_found UNION SELECT e.link FROM event e JOIN link_found f ON f.id = e.id;
DELETE FROM incident WHERE id IN (SELECT link FROM relinked);
UPDATE event SET link = f.link FROM link_found f WHERE f.id = event.id AND event.link IS DISTINCT FROM f.link;
UPDATE linked SET part = f.part FROM part_found f WHERE f.id = linked.id AND linked.part <> f.part;
