"""The training digits that the network finds most like the drawing."""

from app_pages.draw.drawn import Drawn


def show_alike(drawn: Drawn) -> None:
    """Show it."""
