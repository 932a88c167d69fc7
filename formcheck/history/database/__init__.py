"""The SQLite file: its tables, its versions, its one writing thread. Private to the history."""
