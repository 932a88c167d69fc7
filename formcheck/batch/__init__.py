"""Many clips at a time: finding them, judging each once, and the tables of their results."""
