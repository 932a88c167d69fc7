"""The Exercise page."""
