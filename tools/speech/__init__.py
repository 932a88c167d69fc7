"""Makes the recorded voice: a small sound file for each text the coach can say."""
