"""Feeds damaged and hostile input to everything that reads what somebody gives.

Run `make fuzz`. An input fails when it raises an error that is not FormCheck's own, takes too long,
or leaves a file behind. It is then kept, and its path printed. Memory is bounded for each kind.
"""
