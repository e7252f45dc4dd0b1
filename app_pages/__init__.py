"""The app's pages, and what they are made of."""
