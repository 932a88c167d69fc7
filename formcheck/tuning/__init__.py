"""How right the judge is: evaluation against labelled clips."""
