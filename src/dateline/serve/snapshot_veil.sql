-- For the questions of one coder who reviews blind: table `e` is as this coder may see it.
SET VARIABLE coder = $coder;
CREATE TEMP VIEW e AS FROM seen_by(getvariable('coder'));
