"""Files that leave the program: the columns of its tables, and how a table is written."""
