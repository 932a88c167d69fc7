"""Every text that people read or hear, and how a code or a number becomes words."""
