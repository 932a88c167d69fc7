"""From a clip or a track to a review."""
