"""Digital ink: a drawing as the pen made it, up to what a network sees. Knows no network."""
