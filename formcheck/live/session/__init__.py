"""A session from setup to the last set: values in, values out; no thread and no socket."""
