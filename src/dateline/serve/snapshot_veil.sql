-- For the questions of one coder who reviews blind: table `e` is as this coder may see it.
CREATE TEMP TABLE veiled AS FROM veiled_from($coder);
CREATE TEMP VIEW e AS
SELECT * FROM copy.main.e WHERE n NOT IN (SELECT n FROM veiled) UNION ALL SELECT * FROM veiled;
