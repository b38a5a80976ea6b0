-- View coded: all that was coded, what its own words bear out and what they only hint at.
CREATE OR REPLACE TEMP VIEW coded AS
FROM event ANTI JOIN hint USING (id) UNION ALL BY NAME FROM hint;

-- Table at_work: the pages whose records differ from those that were linked last, and so all that changed.
-- Table stale: what linking keeps of pages that are gone or were coded anew, or that version $version did not link.
CREATE OR REPLACE TEMP TABLE stale AS
SELECT l.* FROM linked l
LEFT JOIN (SELECT DISTINCT page, run FROM coded) e ON e.page = l.page AND e.run = l.run
WHERE e.page IS NULL OR l.version <> $version;

CREATE OR REPLACE TEMP TABLE at_work AS
SELECT DISTINCT e.page FROM coded e
LEFT JOIN (SELECT DISTINCT page, run FROM linked WHERE version = $version) l ON l.page = e.page AND l.run = e.run
WHERE l.page IS NULL;

CREATE OR REPLACE TEMP TABLE told (id VARCHAR, family VARCHAR, low BIGINT, place BIGINT, blocks BIGINT[]);
CREATE OR REPLACE TEMP TABLE link_found (id VARCHAR, link VARCHAR);
CREATE OR REPLACE TEMP TABLE part_found (id VARCHAR, part VARCHAR);
