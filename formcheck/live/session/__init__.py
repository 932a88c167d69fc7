"""An exercise from setting up to the last set: values in, values out; no thread and no socket."""
