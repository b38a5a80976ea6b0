-- Made once, after the first filling.
CREATE INDEX e_n ON e (n);
CREATE INDEX e_id ON e (id);
CREATE INDEX e_link ON e (link);
CREATE INDEX e_page ON e (page);
CREATE INDEX e_copies ON e (copies);
CREATE INDEX c_id ON c (id);
CREATE INDEX dispute_id ON dispute (id);
CREATE INDEX page_id ON page (id);
