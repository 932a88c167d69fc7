"""A session behind its socket: the thread that owns it, and what writes it to the history."""
