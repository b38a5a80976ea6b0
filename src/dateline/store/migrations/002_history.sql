-- Version 1 had no history of what recoding replaced, no day bounds on stories, no reasons on events, and knew
-- no digest of a page: an empty one, so that such a page is coded again when it is read again.
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
ALTER TABLE page ADD COLUMN digest VARCHAR DEFAULT '';
