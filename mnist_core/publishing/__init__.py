"""A finished run to a network that comes with the program."""
