-- Counts what is asked for every time; run after the reviews' edits, which may change who takes part.
DELETE FROM facet_count;
INSERT INTO facet_count
SELECT CASE WHEN grouping("type") = 0 THEN 'type' WHEN grouping(outlet) = 0 THEN 'source' WHEN grouping(surety) = 0 THEN 'confidence'
    WHEN grouping(status) = 0 THEN 'status' WHEN grouping(review) = 0 THEN 'review' ELSE 'run' END,
    coalesce("type", outlet, surety, status, review, run), count(*)
FROM e WHERE review <> 'rejected' GROUP BY GROUPING SETS (("type"), (outlet), (surety), (status), (review), (run))
UNION ALL SELECT 'review', review, count(*) FROM e WHERE review = 'rejected' GROUP BY ALL
UNION ALL SELECT 'sample', review, count(*) FROM e WHERE hash(id) % $sample_of::UBIGINT = 0 GROUP BY ALL
UNION ALL SELECT 'actor', value, count(*) FROM (SELECT unnest(actors) AS value FROM e WHERE review <> 'rejected') GROUP BY ALL
UNION ALL SELECT 'recipient', value, count(*) FROM (SELECT unnest(recipients) AS value FROM e WHERE review <> 'rejected') GROUP BY ALL
UNION ALL SELECT 'holder', value, count(*) FROM (SELECT unnest(holders) AS value FROM e WHERE review <> 'rejected') GROUP BY ALL;

DELETE FROM day_count;
INSERT INTO day_count
SELECT 'event', eday, count(*) FROM e WHERE review <> 'rejected' GROUP BY ALL
UNION ALL SELECT 'report', rday, count(*) FROM e WHERE review <> 'rejected' GROUP BY ALL;

DELETE FROM report_count;
INSERT INTO report_count SELECT date_trunc('week', rday), count(DISTINCT page) FROM e WHERE rday > DATE '0001-01-01' GROUP BY ALL;

DELETE FROM total;
INSERT INTO total
SELECT 'records', count(*) FROM e WHERE review <> 'rejected'
UNION ALL SELECT 'incidents', count(DISTINCT incident) FROM e WHERE review <> 'rejected'
UNION ALL SELECT 'linked incidents', count(*) FROM store.incident;

DELETE FROM dyad_count;
INSERT INTO dyad_count
SELECT split_part(dyad, ' ', 1), split_part(dyad, ' ', 2), count(*), round(sum(scale), 1)
FROM (
    SELECT dyad, any_value(event_scale) AS scale
    FROM (SELECT unnest(dyads) AS dyad, incident, event_scale FROM e WHERE review <> 'rejected')
    GROUP BY dyad, incident
)
GROUP BY dyad;
