"""A record against itself: what is typed, and hardly possible."""
