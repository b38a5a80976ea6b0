-- Table segment: the pages of the segments $files with all that was found on them. Of a page that two runs coded, the later one's.
CREATE OR REPLACE TEMP TABLE segment AS
SELECT * FROM read_parquet($files) QUALIFY row_number() OVER (PARTITION BY page.id ORDER BY page.run DESC) = 1;
