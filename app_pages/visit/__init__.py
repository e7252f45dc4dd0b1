"""Who visits, what is theirs, and what they chose. Draws nothing."""
