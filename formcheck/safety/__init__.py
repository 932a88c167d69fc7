"""Red flags and pain: what is asked, what follows from the answers, and what may run then."""
