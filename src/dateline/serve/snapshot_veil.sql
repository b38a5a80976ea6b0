-- For the questions of one coder who reviews blind: table `e` is as this coder may see it.
CREATE TEMP TABLE veiled AS FROM veiled_from($coder);

-- What the coder sees otherwise: these records as decided (`sign` −1), and instead as the coder edited them, else as they were
-- coded (1).
CREATE TEMP TABLE otherwise AS
SELECT CASE WHEN coder = '*' THEN -1 ELSE 1 END AS sign, * EXCLUDE (coder, judged) FROM coded
WHERE n IN (FROM veiled) AND (coder IN ('*', $coder) OR coder = '' AND n NOT IN (SELECT n FROM coded WHERE coder = $coder));

-- A query reads of it what it asks for.
CREATE TEMP VIEW e AS
SELECT * FROM copy.main.e WHERE n NOT IN (FROM veiled)
UNION ALL
SELECT * EXCLUDE (sign) FROM otherwise WHERE sign = 1;
