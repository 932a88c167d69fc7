"""How right the judge is: its verdicts compared with labelled clips."""
