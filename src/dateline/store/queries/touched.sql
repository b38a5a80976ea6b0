-- Table touched: what may be linked otherwise now that the rows of `stale` go and those of `told` come. In every block that
-- gains or loses a row, whether two rows are compared changes only within $neighbours rows of it; and what two rows are
-- linked to hangs on their parts alone.
CREATE OR REPLACE TEMP TABLE touched AS
WITH changed AS (SELECT unnest(blocks) AS block FROM told UNION SELECT unnest(blocks) FROM stale),
row_in_block AS (
    SELECT id, part, unnest(blocks) AS block, low, place, page IN (SELECT page FROM stale) AS change FROM linked
    UNION ALL
    SELECT id, NULL, unnest(blocks), low, place, true FROM told
),
near AS (
    SELECT part, bool_or(change) OVER (
        PARTITION BY block ORDER BY low, place, id
        ROWS BETWEEN $neighbours::BIGINT PRECEDING AND $neighbours::BIGINT FOLLOWING) AS change
    FROM row_in_block WHERE block IN (SELECT block FROM changed)
),
part AS (SELECT part FROM near WHERE change)
SELECT id, family FROM linked WHERE part IN (SELECT part FROM part) AND page NOT IN (SELECT page FROM stale)
UNION ALL
SELECT id, family FROM told;
