-- The store as version 1 had it; never to be changed.
CREATE TABLE schema_version (version INTEGER NOT NULL, applied TIMESTAMP NOT NULL);

CREATE TABLE run (
    run VARCHAR NOT NULL,
    verb VARCHAR NOT NULL,
    inputs VARCHAR[] NOT NULL,
    started TIMESTAMP NOT NULL,
    finished TIMESTAMP,
    version VARCHAR NOT NULL,
    codebook VARCHAR NOT NULL,
    config VARCHAR NOT NULL,
    pages BIGINT NOT NULL DEFAULT 0,
    skipped BIGINT NOT NULL DEFAULT 0,
    stories BIGINT NOT NULL DEFAULT 0,
    events BIGINT NOT NULL DEFAULT 0,
    claims BIGINT NOT NULL DEFAULT 0,
    issues BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE page (
    id VARCHAR NOT NULL,
    url VARCHAR,
    fetched VARCHAR,
    published DATE,
    sha256 VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    title VARCHAR,
    kind VARCHAR NOT NULL,
    mention VARCHAR,
    context VARCHAR,
    outlet VARCHAR,
    language VARCHAR,
    declared STRUCT(kind VARCHAR, value VARCHAR)[] NOT NULL,
    markup STRUCT("start" BIGINT, "end" BIGINT, kind VARCHAR, kept BOOLEAN)[] NOT NULL,
    run VARCHAR NOT NULL
);

CREATE TABLE story (
    page VARCHAR NOT NULL,
    story BIGINT NOT NULL,
    title VARCHAR,
    published DATE,
    basis VARCHAR,
    complete BOOLEAN NOT NULL,
    copies VARCHAR NOT NULL,
    outlet VARCHAR,
    spans BIGINT[][] NOT NULL,
    entries STRUCT("start" BIGINT, "end" BIGINT, "time" VARCHAR)[] NOT NULL,
    run VARCHAR NOT NULL
);

CREATE TABLE event (
    id VARCHAR NOT NULL,
    page VARCHAR NOT NULL,
    story BIGINT NOT NULL,
    entry BIGINT,
    "type" VARCHAR NOT NULL,
    quad_code BIGINT NOT NULL,
    event_scale DOUBLE NOT NULL,
    date DATE,
    enddate DATE,
    date_sense VARCHAR,
    status VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    country VARCHAR,
    lat DOUBLE,
    lon DOUBLE,
    text VARCHAR NOT NULL,
    sequence BIGINT NOT NULL,
    "start" BIGINT NOT NULL,
    "end" BIGINT NOT NULL,
    link VARCHAR,
    run VARCHAR NOT NULL,
    event VARCHAR[] NOT NULL,
    mode VARCHAR[] NOT NULL,
    context VARCHAR[] NOT NULL,
    event_text VARCHAR[] NOT NULL,
    actor STRUCT(entity_text VARCHAR, code VARCHAR, sector VARCHAR, other_sectors VARCHAR[], identifier_text VARCHAR,
        identifier_id VARCHAR, office VARCHAR)[] NOT NULL,
    recipient STRUCT(entity_text VARCHAR, code VARCHAR, sector VARCHAR, other_sectors VARCHAR[], identifier_text VARCHAR,
        identifier_id VARCHAR, office VARCHAR)[] NOT NULL,
    attribution STRUCT(entity_text VARCHAR, code VARCHAR, sector VARCHAR, other_sectors VARCHAR[], identifier_text VARCHAR,
        identifier_id VARCHAR, office VARCHAR, cue VARCHAR, stance VARCHAR, date VARCHAR)[] NOT NULL,
    date_info STRUCT(text VARCHAR, "value" VARCHAR, granularity VARCHAR, basis VARCHAR, "offset" VARCHAR),
    event_loc STRUCT(text VARCHAR, name VARCHAR, code VARCHAR, lat DOUBLE, lon DOUBLE, geonameid BIGINT, resolution BIGINT),
    size STRUCT(dead BIGINT[], injured BIGINT[], arrested BIGINT[], participants BIGINT[]),
    text_info STRUCT(sequence BIGINT, "start" BIGINT, "end" BIGINT),
    cite_info STRUCT(url VARCHAR, title VARCHAR, publication VARCHAR, language VARCHAR, published VARCHAR, codebook VARCHAR,
        coder VARCHAR, version VARCHAR, config VARCHAR),
    predicate BIGINT[] NOT NULL
);

CREATE TABLE claim (
    id VARCHAR NOT NULL,
    page VARCHAR NOT NULL,
    story BIGINT NOT NULL,
    stance VARCHAR NOT NULL,
    source_text VARCHAR NOT NULL,
    cue_text VARCHAR NOT NULL,
    content_text VARCHAR NOT NULL,
    run VARCHAR NOT NULL,
    source BIGINT[][] NOT NULL,
    cue BIGINT[][] NOT NULL,
    content BIGINT[][] NOT NULL,
    entity STRUCT(entity_text VARCHAR, code VARCHAR, sector VARCHAR, other_sectors VARCHAR[], identifier_text VARCHAR,
        identifier_id VARCHAR, office VARCHAR),
    events VARCHAR[] NOT NULL
);

CREATE TABLE incident (
    id VARCHAR NOT NULL,
    "type" VARCHAR NOT NULL,
    "first" DATE,
    "last" DATE,
    sides VARCHAR[] NOT NULL,
    origins BIGINT NOT NULL,
    records BIGINT NOT NULL
);

CREATE TABLE review (
    id VARCHAR NOT NULL,
    event VARCHAR NOT NULL,
    decision VARCHAR NOT NULL,
    coder VARCHAR NOT NULL,
    field VARCHAR,
    "old" VARCHAR,
    "new" VARCHAR,
    "time" TIMESTAMP NOT NULL
);

CREATE TABLE issue (
    page VARCHAR NOT NULL,
    stage VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    span BIGINT[],
    detail VARCHAR NOT NULL,
    run VARCHAR NOT NULL
);

INSERT INTO schema_version VALUES (1, now()::TIMESTAMP);
