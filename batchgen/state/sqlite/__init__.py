"""The state file: one SQLite file, its connections, tables and writer."""
