"""From samples to a repetition: the start position, the phases, the hold and their times."""
