-- Gives every story the id of its text and of its origin: the hash of the words of the first story of either.
UPDATE story SET copies = f.copies, origin = f.origin
FROM (
    SELECT s.page, s.story, t.words AS copies, o.words AS origin
    FROM copy_group g
    JOIN seen_story s ON s.n = g.n
    JOIN seen_story t ON t.n = g.text
    JOIN seen_story o ON o.n = g.source
) f
WHERE f.page = story.page AND f.story = story.story
    AND (story.copies IS DISTINCT FROM f.copies OR story.origin IS DISTINCT FROM f.origin);
DROP TABLE copy_pair;
DROP TABLE seen_story;
