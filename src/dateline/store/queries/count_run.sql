-- Brings the counts of run $run up to date, and those of runs that were stopped: their last pages came in after them.
UPDATE run SET
    pages = (SELECT count(*) FROM page WHERE page.run = run.run),
    stories = (SELECT count(*) FROM story WHERE story.run = run.run),
    events = (SELECT count(*) FROM event WHERE event.run = run.run),
    claims = (SELECT count(*) FROM claim WHERE claim.run = run.run),
    issues = (SELECT count(*) FROM issue WHERE issue.run = run.run)
WHERE run = $run OR finished IS NULL;
