"""The page to teach a network one's own hand."""
