"""A recorded clip becomes a review: reading it, judging it, exporting what was found."""
