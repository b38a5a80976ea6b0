-- Makes the incidents that the links of the records name and table incident lacks; those that no record names go. A side is
-- told by its code, or by its words where it has none. One of $slices slices of them at a time ($slice), for bounded memory: in
-- one statement, since DuckDB keeps a temporary table that was dropped until the transaction ends.
INSERT INTO incident BY NAME
WITH
account AS MATERIALIZED (
    SELECT
        e.link, e.id, e.page, e.story, e."type", e.date, e.enddate, e.mode, e.status, e.event_loc, e.country, e.size,
        e.actor, e.recipient, e."start",
        -- what two outlets took from one agency is one origin, also where they wrote it anew
        coalesce(s.credit, s.origin, s.copies, e.page) AS origin,
        coalesce(s.published, p.published) AS published
    FROM event e
    LEFT JOIN (
        SELECT page, story, published, copies, origin, any_value(credit) OVER (PARTITION BY coalesce(origin, copies)) AS credit
        FROM story
    ) s ON s.page = e.page AND s.story = e.story
    LEFT JOIN page p ON p.id = e.page
    WHERE e.link IS NOT NULL AND hash(e.link) % $slices = $slice AND e.link NOT IN (SELECT id FROM incident)
),
-- What each record says, a row a field; sides as codes and sectors, numbers as "low" or "low-high".
told AS (
    SELECT link, id, origin, unnest([
        {'field': 'mode', 'value': mode[1]},
        {'field': 'place', 'value': CASE WHEN event_loc.resolution >= 2 THEN event_loc.name END},
        {'field': 'country', 'value': country},
        {'field': 'status', 'value': CASE WHEN status = 'negated' THEN 'denied' ELSE 'asserted' END},
        {'field': 'day', 'value': CASE WHEN date = enddate THEN date::VARCHAR END},
        {'field': 'actor', 'value': nullif(array_to_string(
            list_sort(list_distinct([concat_ws('/', x.code, x.sector) FOR x IN actor])), ' '), '')},
        {'field': 'recipient', 'value': nullif(array_to_string(
            list_sort(list_distinct([concat_ws('/', x.code, x.sector) FOR x IN recipient])), ' '), '')},
        {'field': 'dead', 'value': array_to_string(list_distinct(size.dead), '-')},
        {'field': 'injured', 'value': array_to_string(list_distinct(size.injured), '-')},
        {'field': 'arrested', 'value': array_to_string(list_distinct(size.arrested), '-')},
        {'field': 'participants', 'value': array_to_string(list_distinct(size.participants), '-')}
    ]) AS t
    FROM account
),
said AS MATERIALIZED (
    SELECT link, t.field AS field, t."value" AS "value", count(DISTINCT origin) AS origins, list(id ORDER BY id) AS events
    FROM told WHERE t."value" IS NOT NULL AND t."value" <> '' GROUP BY ALL
),
side AS (SELECT link, unnest(list_concat(actor, recipient)) AS entity FROM account),
sides AS (
    SELECT link, list_sort(list(DISTINCT coalesce(entity.code, entity.entity_text))) AS sides FROM side GROUP BY link
),
best_value AS (
    SELECT link, field, arg_min("value", (-origins, -len(events), "value")) AS "value" FROM said GROUP BY link, field
),
best AS (SELECT link, map(list(field ORDER BY field), list("value" ORDER BY field)) AS best FROM best_value GROUP BY link),
-- One side of a conflict blamed by one account and the other by another is a dispute; a meeting told from either end is none.
disputed_field AS (
    SELECT link, field,
        list({'value': "value", 'origins': origins, 'events': events} ORDER BY origins DESC, "value") AS accounts
    FROM said
    WHERE field IN ('dead', 'injured', 'arrested', 'participants', 'status', 'day')
        OR (field = 'actor' AND link IN (SELECT link FROM account WHERE "type" IN ('ASSAULT', 'COERCE', 'SANCTION')))
    GROUP BY link, field HAVING count(*) > 1
),
disputed AS (
    SELECT link, list({'field': field, 'accounts': accounts} ORDER BY field) AS disputed FROM disputed_field GROUP BY link
)
SELECT
    a.link AS id,
    mode(a."type" ORDER BY a."type") AS "type",
    -- the days that all records allow; they are linked only if there are such days
    least(max(a.date), min(a.enddate)) AS "first",
    greatest(max(a.date), min(a.enddate)) AS "last",
    coalesce(any_value(sides.sides), []) AS sides,
    count(DISTINCT a.origin) AS origins,
    count(*) AS records,
    count(DISTINCT (a.page, a.story)) AS accounts,
    arg_min({'event': a.id, 'page': a.page, 'story': a.story, 'published': a.published},
        (coalesce(a.published, DATE '9999-12-31'), a.page, a.story, a.status = 'negated', a."start", a.id)) AS first_report,
    coalesce(any_value(best.best), MAP {}) AS best,
    coalesce(any_value(disputed.disputed), []) AS disputed
FROM account a
LEFT JOIN sides ON sides.link = a.link
LEFT JOIN best ON best.link = a.link
LEFT JOIN disputed ON disputed.link = a.link
GROUP BY a.link;
