"""Makes the recorded voice: a small sound file for each text that the coach can say."""
