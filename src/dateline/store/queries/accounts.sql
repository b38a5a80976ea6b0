-- What linking reads of the records of types $types on the pages of table at_work; days that linked records gave are not the
-- record's own.
SELECT
    id, page, story, "type", mode, actor, recipient,
    CASE WHEN linked_from IS NULL THEN date END AS first,
    CASE WHEN linked_from IS NULL THEN enddate END AS last,
    cite_info.published AS published, status,
    event_loc.code AS country, event_loc.name AS place, event_loc.resolution AS resolution, event_loc.lat AS lat, event_loc.lon AS lon,
    CASE WHEN event_loc.resolution > 1 THEN event_loc.text END AS placed,
    size.dead[1] AS dead, size.injured[1] AS injured, size.arrested[1] AS arrested, text,
    date_info.text AS "when", [x.entity_text FOR x IN attribution] AS speakers, likely
FROM coded WHERE list_contains($types, "type") AND page IN (SELECT page FROM at_work);
