"""Reviews that are kept: keeping one, finding it, opening it without the pose model."""
