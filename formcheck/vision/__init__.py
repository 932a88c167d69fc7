"""The only room that touches pixels: reading and writing video, the pose model, the overlay."""
