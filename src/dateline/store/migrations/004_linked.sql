-- Version 3 linked all pages anew whenever one came in. The next linking is of all once more.
CREATE TABLE linked (
    id VARCHAR NOT NULL,
    page VARCHAR NOT NULL,
    family VARCHAR NOT NULL,
    run VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    part VARCHAR NOT NULL,
    low BIGINT NOT NULL,
    place BIGINT NOT NULL,
    blocks BIGINT[] NOT NULL
);
