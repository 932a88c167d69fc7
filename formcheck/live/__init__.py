"""The live coach: a camera's pictures in, what to show and to say out."""
