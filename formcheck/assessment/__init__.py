"""The judge: readiness, repetitions, faults, scores, cues. It gives codes, never sentences."""
