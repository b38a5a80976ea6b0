-- Version 4 kept nothing of what words only hint at. Pages that are coded again have it.
CREATE TABLE hint AS SELECT *, 0.0::DOUBLE AS likely FROM event WITH NO DATA;
