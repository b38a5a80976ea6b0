-- Gives records and parts of table linked what was found. Hints that another story bears out become records, the likeliest of
-- each predicate, and others are none any more. The incidents that this changes go; `relinked` holds their ids.
UPDATE hint SET link = f.link FROM (SELECT p.id, f.link FROM part_found p LEFT JOIN link_found f USING (id)) f
WHERE f.id = hint.id AND hint.link IS DISTINCT FROM f.link;
CREATE OR REPLACE TEMP TABLE borne_out AS
SELECT id, link FROM hint WHERE link IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY page, predicate ORDER BY likely DESC, id DESC) = 1;
CREATE OR REPLACE TEMP TABLE no_more AS SELECT id, link FROM event SEMI JOIN hint USING (id) ANTI JOIN borne_out USING (id);

CREATE OR REPLACE TEMP TABLE relinked AS
SELECT link FROM link_found
UNION SELECT e.link FROM event e JOIN link_found f ON f.id = e.id
UNION SELECT link FROM no_more;
DELETE FROM incident WHERE id IN (SELECT link FROM relinked);
DELETE FROM event WHERE id IN (SELECT id FROM no_more);
INSERT INTO event BY NAME SELECT * EXCLUDE (likely) FROM hint SEMI JOIN borne_out USING (id) ANTI JOIN event USING (id);
UPDATE event SET link = f.link FROM link_found f WHERE f.id = event.id AND event.link IS DISTINCT FROM f.link;
UPDATE linked SET part = f.part FROM part_found f WHERE f.id = linked.id AND linked.part <> f.part;
