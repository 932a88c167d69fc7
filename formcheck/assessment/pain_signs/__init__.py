"""Pain signs: a fall out of a hold, a stop half-way, a smaller range."""
