"""The page of the reviews that were kept."""
