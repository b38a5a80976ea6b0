-- The pages that another version, codebook or configuration coded.
SELECT page.id FROM page JOIN run ON run.run = page.run
WHERE run.version <> $version OR run.codebook <> $codebook OR run.config <> $config
ORDER BY page.id;
