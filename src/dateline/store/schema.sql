-- The store, version 5. Every change here comes with a file in migrations/ that brings older stores up to it.
-- Offsets count Unicode code points of page.text, half-open. Ids are unique because the loader replaces whole pages in one
-- transaction; keys would index every row again, and DuckDB checks them too early for a row replaced in a transaction.

CREATE TABLE schema_version (version INTEGER NOT NULL, applied TIMESTAMP NOT NULL);

-- What each command that wrote did. `finished` is empty for a run that was stopped.
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

-- Pages as they were read. `published` is the day that the user or the row gave; `declared` and `markup` are what the
-- page's own metadata and HTML say, kept so that a page can be coded again; `sha256` is of the text alone, `digest` of
-- everything that the records depend on.
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
    digest VARCHAR NOT NULL,
    run VARCHAR NOT NULL
);

-- `copies` is shared by stories that are copies of one text, `origin` also by those that quote most of another or are quoted;
-- `credit` is the agency that a story names as its source. `words` is a hash of the story's words and `sketch` a sample of them,
-- from which the copies are found. `first` and `last` bound the day of publication; `rejected` are dates that are not it.
CREATE TABLE story (
    page VARCHAR NOT NULL,
    story BIGINT NOT NULL,
    title VARCHAR,
    published DATE,
    "first" DATE,
    "last" DATE,
    basis VARCHAR,
    complete BOOLEAN NOT NULL,
    copies VARCHAR NOT NULL,
    outlet VARCHAR,
    spans BIGINT[][] NOT NULL,
    entries STRUCT("start" BIGINT, "end" BIGINT, "time" VARCHAR)[] NOT NULL,
    run VARCHAR NOT NULL,
    rejected STRUCT(text VARCHAR, why VARCHAR)[] DEFAULT [],
    origin VARCHAR,
    credit VARCHAR,
    sketch BIGINT[] DEFAULT [],
    words VARCHAR
);

-- The event record, its flat columns first; `type`, `sequence`, `start`, `end`, `country`, `lat` and `lon` repeat what the
-- structures below them hold. Numbers in `size` are pairs [low, high]. `predicate` and `reasons` serve `explain`.
-- `linked_from` is set where a linked record gave the days (basis ``linked``): the basis that the record itself had.
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
    predicate BIGINT[] NOT NULL,
    reasons STRUCT(field VARCHAR, rule VARCHAR, span BIGINT[])[] NOT NULL,
    linked_from VARCHAR
);

-- What would be a record if another story told the same event outright: as table event, its `link` set where one does, and
-- then table event holds it too. `likely` is how probable the judge finds its type.
CREATE TABLE hint AS SELECT *, 0.0::DOUBLE AS likely FROM event WITH NO DATA;

-- Every attributed statement, with an event in it or not (`events`: ids of those in it).
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

-- One real-world event: records whose `link` is its `id`. `origins` counts the independent origins of the stories that report
-- it, `accounts` the stories. `best` holds, by field, the value that most origins give; `disputed` the fields on which they
-- differ, with every value, how many origins give it, and the records.
CREATE TABLE incident (
    id VARCHAR NOT NULL,
    "type" VARCHAR NOT NULL,
    "first" DATE,
    "last" DATE,
    sides VARCHAR[] NOT NULL,
    origins BIGINT NOT NULL,
    records BIGINT NOT NULL,
    accounts BIGINT DEFAULT 0,
    first_report STRUCT(event VARCHAR, page VARCHAR, story BIGINT, published DATE),
    best MAP(VARCHAR, VARCHAR) DEFAULT MAP {},
    disputed STRUCT(field VARCHAR, accounts STRUCT("value" VARCHAR, origins BIGINT, events VARCHAR[])[])[] DEFAULT []
);

-- What linking keeps of what a story tells of one event (`id`: its smallest record), to link new pages with no more of the old
-- ones than they can touch: the run that coded it, the version that linked it, the blocks it is compared in, with its place
-- in their order, and the `part` of the store that its incident hangs on.
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

-- Everything that was not coded, and why; `span` is empty for a whole page.
CREATE TABLE issue (
    page VARCHAR NOT NULL,
    stage VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    span BIGINT[],
    detail VARCHAR NOT NULL,
    run VARCHAR NOT NULL
);

-- Records that `recode` replaced: what was there (`record` as JSON), the run that took it away, and what became of it.
CREATE TABLE history (
    id VARCHAR NOT NULL,
    page VARCHAR NOT NULL,
    change VARCHAR NOT NULL,
    run VARCHAR NOT NULL,
    record VARCHAR NOT NULL
);

-- Texts that a page had before it changed, each with the run that coded it.
CREATE TABLE page_version (
    page VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    fetched VARCHAR,
    run VARCHAR NOT NULL,
    text VARCHAR NOT NULL
);

-- Feeds and pages that `watch` asked for: what they said of their state, so that they need not send what is known, the stamp
-- that a feed gives a page, and how often in a row asking failed.
CREATE TABLE watched (
    url VARCHAR NOT NULL,
    stamp VARCHAR,
    etag VARCHAR,
    modified VARCHAR,
    failures BIGINT NOT NULL DEFAULT 0
);
