"""Movements that may mean pain: a fall out of a hold, a stop half-way, a smaller range."""
