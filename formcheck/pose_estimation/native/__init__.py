"""What the native libraries need, and what they must not do."""
