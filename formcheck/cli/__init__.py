"""The command line: its commands, and the tables and progress bars they show."""
