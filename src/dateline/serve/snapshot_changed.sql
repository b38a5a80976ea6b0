-- Finds the pages of the attached `store` that the reading copy lacks or has otherwise.
-- The mark of a page changes with its text, the run that coded it, its events' days and incidents, and their reviews.
CREATE OR REPLACE TEMP TABLE fresh AS
SELECT p.id AS page, hash(p.digest, p.run, links.mark, reviews.mark) AS mark
FROM store.page p
LEFT JOIN (
    SELECT e.page, bit_xor(hash(e.id, e.link, e.date, e.enddate, e.confidence, i.origins)) AS mark
    FROM store.event e LEFT JOIN store.incident i ON i.id = e.link GROUP BY e.page
) links ON links.page = p.id
LEFT JOIN (
    SELECT e.page, bit_xor(hash(r.id)) AS mark FROM store.review r JOIN store.event e ON e.id = r.event GROUP BY e.page
) reviews ON reviews.page = p.id;

CREATE OR REPLACE TEMP TABLE changed AS
SELECT page FROM fresh WHERE (page, mark) NOT IN (SELECT (page, mark) FROM seen)
UNION
SELECT page FROM seen WHERE page NOT IN (SELECT page FROM fresh);
