-- Version 2 did not keep why dates of a page were rejected, whose text a story is, which dates came from linked stories,
-- and what is best supported and disputed about an incident.
ALTER TABLE story ADD COLUMN rejected STRUCT(text VARCHAR, why VARCHAR)[] DEFAULT [];
ALTER TABLE story ADD COLUMN origin VARCHAR;
ALTER TABLE story ADD COLUMN credit VARCHAR;
ALTER TABLE story ADD COLUMN sketch BIGINT[] DEFAULT [];
ALTER TABLE story ADD COLUMN words VARCHAR;
UPDATE story SET words = copies;
ALTER TABLE event ADD COLUMN linked_from VARCHAR;
ALTER TABLE incident ADD COLUMN accounts BIGINT DEFAULT 0;
ALTER TABLE incident ADD COLUMN first_report STRUCT(event VARCHAR, page VARCHAR, story BIGINT, published DATE);
ALTER TABLE incident ADD COLUMN best MAP(VARCHAR, VARCHAR) DEFAULT MAP {};
ALTER TABLE incident ADD COLUMN disputed STRUCT(field VARCHAR, accounts STRUCT("value" VARCHAR, origins BIGINT, events VARCHAR[])[])[] DEFAULT [];
CREATE TABLE page_version (page VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, fetched VARCHAR, run VARCHAR NOT NULL, text VARCHAR NOT NULL);
CREATE TABLE watched (url VARCHAR NOT NULL, stamp VARCHAR, etag VARCHAR, modified VARCHAR, failures BIGINT NOT NULL DEFAULT 0);
