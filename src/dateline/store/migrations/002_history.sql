-- Version 1 had no history of what recoding replaced, no day bounds on stories, and no reasons on events.
CREATE TABLE history (
    id VARCHAR NOT NULL,
    page VARCHAR NOT NULL,
    change VARCHAR NOT NULL,
    run VARCHAR NOT NULL,
    record VARCHAR NOT NULL
);
ALTER TABLE story ADD COLUMN "first" DATE;
ALTER TABLE story ADD COLUMN "last" DATE;
ALTER TABLE event ADD COLUMN reasons STRUCT(field VARCHAR, rule VARCHAR, span BIGINT[])[] DEFAULT [];
