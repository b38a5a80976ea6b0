"""The DuckDB file: its tables, how older ones are brought up to date, how pages get in and records out."""
