-- Brings the counts of one run up to date; $run is its id.
UPDATE run SET
    pages = (SELECT count(*) FROM page WHERE page.run = $run),
    stories = (SELECT count(*) FROM story WHERE story.run = $run),
    events = (SELECT count(*) FROM event WHERE event.run = $run),
    claims = (SELECT count(*) FROM claim WHERE claim.run = $run),
    issues = (SELECT count(*) FROM issue WHERE issue.run = $run)
WHERE run = $run;
