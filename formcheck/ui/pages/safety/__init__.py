"""The pages that ask about pain and warning signs."""
