-- All records by page and place on the page, with the numbers of origins and records of the incident of each.
SELECT e.*, coalesce(i.origins, 1) AS incident_origins, coalesce(i.records, 1) AS incident_records
FROM event e LEFT JOIN incident i ON i.id = e.link
ORDER BY e.page, e."start", e.predicate, e.id;
