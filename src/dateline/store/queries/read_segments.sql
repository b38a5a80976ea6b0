-- Table segment: the pages of the segments $files with all that was found on them. Of a page that two runs coded, the later one's.
-- Segments of a run that a version before the fifth was stopped in have no hints.
CREATE OR REPLACE TEMP TABLE segment AS
SELECT * FROM (FROM read_parquet($files, union_by_name = true) UNION ALL BY NAME SELECT [h] AS hint FROM hint h WHERE false)
QUALIFY row_number() OVER (PARTITION BY page.id ORDER BY page.run DESC) = 1;
