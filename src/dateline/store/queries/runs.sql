-- What each run did, the latest first, with what its issues were.
SELECT
    run.*,
    (SELECT list(reason || ': ' || n ORDER BY n DESC, reason)
     FROM (SELECT reason, count(*) AS n FROM issue WHERE issue.run = run.run GROUP BY reason)) AS reasons
FROM run
ORDER BY started DESC, run;
