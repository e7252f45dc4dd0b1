"""A trained network at work, and its card: what is said of it."""
