-- What linking reads of the records of types $types, by id; days that linked records gave are not the record's own.
SELECT
    id, page, story, "type", mode, actor, recipient,
    CASE WHEN linked_from IS NULL THEN date END AS first,
    CASE WHEN linked_from IS NULL THEN enddate END AS last,
    cite_info.published AS published, status,
    event_loc.code AS country, event_loc.name AS place, event_loc.resolution AS resolution, event_loc.lat AS lat, event_loc.lon AS lon,
    size.dead[1] AS dead, size.injured[1] AS injured, size.arrested[1] AS arrested, text
FROM event WHERE list_contains($types, "type") ORDER BY id;
