"""The judge: readiness, repetitions, faults, scores and cues. It gives codes, never sentences."""
