-- Gives open records the days of table `new_days` (id, first, last), and notes that linked records gave them.
UPDATE event SET
    date = n.first::DATE,
    enddate = n.last::DATE,
    date_info = {'text': date_info.text, 'value': date_info."value", 'granularity': date_info.granularity,
        'basis': 'linked', 'offset': date_info."offset"},
    linked_from = date_info.basis
FROM new_days n WHERE n.id = event.id AND event.date IS NULL AND event.id IN (SELECT id FROM open_record);
