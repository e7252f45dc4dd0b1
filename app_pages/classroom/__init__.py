"""The Class page: a teacher opens a class, pupils draw for it. Offered where CLASSROOM is set."""
