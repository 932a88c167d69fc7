"""What the coach says, and when; the recorded voice."""
