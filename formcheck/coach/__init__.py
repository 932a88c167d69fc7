"""The judge: gates, phases, repetitions and holds, faults, scores and cues."""
