"""The migrations of the history file, one per file in `versions`.

A released migration never changes. A new one takes the next number and names the one before it as
`down_revision`. Foreign keys are off while it runs.
"""
