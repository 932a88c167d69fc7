"""How the history file came to its present form, one step a file in `versions`.

A step never changes once released. A new one takes the next number, names the one before it as
`down_revision`, and may rely on foreign keys being off while it runs.
"""
