"""The SQLite file: its tables, its migrations, its thread. Private to the history."""
