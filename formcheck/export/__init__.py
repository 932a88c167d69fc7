"""Exports: reviews, sessions and answers about pain as JSON and CSV files."""
