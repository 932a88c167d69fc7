"""The accuracy of the judge: its verdicts compared with labelled clips."""
