-- Takes back the days that linked records gave: the next linking decides anew.
UPDATE event SET
    date = NULL,
    enddate = NULL,
    date_info = {'text': date_info.text, 'value': date_info."value", 'granularity': date_info.granularity,
        'basis': linked_from, 'offset': date_info."offset"},
    linked_from = NULL
WHERE linked_from IS NOT NULL;
