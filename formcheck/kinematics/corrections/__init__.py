"""What the pose model gets wrong in known ways, put right or left out."""
