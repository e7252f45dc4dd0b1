"""The page on the data and the networks. No page imports another."""
