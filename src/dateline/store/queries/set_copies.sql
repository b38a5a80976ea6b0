-- Gives every story the id of its text and of its origin: the hash of the words of the first story of either. Incidents that
-- count these origins go: they are made anew.
CREATE OR REPLACE TEMP TABLE copied AS
SELECT s.page, s.story, t.words AS copies, o.words AS origin
FROM copy_group g
JOIN seen_story s ON s.n = g.n
JOIN seen_story t ON t.n = g.text
JOIN seen_story o ON o.n = g.source
JOIN story ON story.page = s.page AND story.story = s.story
WHERE story.copies IS DISTINCT FROM t.words OR story.origin IS DISTINCT FROM o.words;

DELETE FROM incident WHERE id IN (SELECT e.link FROM event e JOIN copied c ON c.page = e.page AND c.story = e.story);
UPDATE story SET copies = c.copies, origin = c.origin FROM copied c WHERE c.page = story.page AND c.story = story.story;
DROP TABLE copied;
DROP TABLE copy_pair;
DROP TABLE seen_story;
