-- Applies what reviewers decided. `decided` has a row for each coder of a record, and one under '*' for all together: the fields
-- that were edited, with nothing where they were not.
INSERT INTO coded SELECT '' AS coder, false AS judged, e.* FROM e WHERE id IN (SELECT event FROM decided);

INSERT INTO coded
SELECT * REPLACE (dyads_of(actors, recipients) AS dyads, coalesce(date, DATE '0001-01-01') AS eday)
FROM (
    SELECT d.coder, d.judged, e.* REPLACE (
        d.review AS review,
        coalesce(d."type", e."type") AS "type",
        CASE WHEN d."type" IS NULL THEN e.event ELSE [d."type"] END AS event,
        CASE WHEN d."type" IS NULL THEN e.mode ELSE [] END AS mode,
        coalesce(d.quad_code, e.quad_code) AS quad_code,
        coalesce(d.event_scale, e.event_scale) AS event_scale,
        coalesce(d.status, e.status) AS status,
        CASE WHEN d.date IS NULL THEN e.date ELSE TRY_CAST(d.date AS DATE) END AS date,
        -- What was on one day stays on one day.
        CASE WHEN d.enddate IS NOT NULL THEN TRY_CAST(d.enddate AS DATE)
            WHEN d.date IS NOT NULL AND e.enddate = e.date THEN TRY_CAST(d.date AS DATE) ELSE e.enddate END AS enddate,
        -- A day that a reviewer set rests on no words of the page.
        CASE WHEN d.date IS NULL THEN e.date_info ELSE {basis: 'none'} END AS date_info,
        CASE WHEN d.country IS NULL THEN e.country ELSE nullif(d.country, '') END AS country,
        coalesce(d.actor, e.actor) AS actor, coalesce(d.actors, e.actors) AS actors,
        coalesce(d.recipient, e.recipient) AS recipient, coalesce(d.recipients, e.recipients) AS recipients
    )
    FROM decided d JOIN e ON e.id = d.event
);

DELETE FROM e WHERE id IN (SELECT event FROM decided);
INSERT INTO e SELECT * EXCLUDE (coder, judged) FROM coded WHERE coder = '*' AND id IN (SELECT event FROM decided);
