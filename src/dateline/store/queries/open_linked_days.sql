-- Takes back the days that linked records gave those of table open_record: they are told anew, and with them their incidents.
UPDATE event SET
    date = NULL,
    enddate = NULL,
    date_info = {'text': date_info.text, 'value': date_info."value", 'granularity': date_info.granularity,
        'basis': linked_from, 'offset': date_info."offset"},
    linked_from = NULL
WHERE linked_from IS NOT NULL AND id IN (SELECT id FROM open_record);
DELETE FROM incident WHERE id IN (SELECT link FROM open_record);
