"""A class: drawings of many pupils, kept for a day at most. Knows no page."""
