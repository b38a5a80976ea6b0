-- Removes page $page and all that was found on it.
DELETE FROM review WHERE event IN (SELECT id FROM event WHERE page = $page UNION SELECT id FROM history WHERE page = $page);
DELETE FROM incident WHERE id IN (SELECT link FROM event WHERE page = $page);
DELETE FROM history WHERE page = $page;
DELETE FROM issue WHERE page = $page;
DELETE FROM claim WHERE page = $page;
DELETE FROM event WHERE page = $page;
DELETE FROM hint WHERE page = $page;
DELETE FROM story WHERE page = $page;
DELETE FROM page_version WHERE page = $page;
DELETE FROM watched WHERE url = $page;
DELETE FROM page WHERE id = $page;
