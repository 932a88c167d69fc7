"""The live coach: takes camera frames, returns what to show and what to say."""
