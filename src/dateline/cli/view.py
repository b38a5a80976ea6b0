from dateline.cli.output import plain_table

show_events = plain_table()
