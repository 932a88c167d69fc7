"""What touches pixels: reading and writing video, the pose model."""
