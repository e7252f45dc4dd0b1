"""What the network read of the drawing while it learnt."""

from app_pages.draw.drawn import Drawn


def show_learnt(drawn: Drawn) -> None:
    """Show it."""
