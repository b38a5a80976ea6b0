-- The blocks of the rows of `touched_row` (id, row): block, place in its order among all rows, and row.
WITH row_in_block AS (
    SELECT id, unnest(blocks) AS block, low, place FROM linked WHERE family = $family
),
wanted AS (SELECT DISTINCT block FROM row_in_block SEMI JOIN touched_row USING (id)),
ranked AS (
    SELECT id, block, row_number() OVER (PARTITION BY block ORDER BY low, place, id) AS place_in_block
    FROM row_in_block SEMI JOIN wanted USING (block)
)
SELECT block, place_in_block, t."row" FROM ranked JOIN touched_row t USING (id) ORDER BY block, place_in_block;
