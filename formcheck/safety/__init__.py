"""Red flags and pain: the questions, the rules on the answers, and what may run then."""
