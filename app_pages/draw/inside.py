"""What each layer of the network makes of the drawing."""

from app_pages.draw.drawn import Drawn


def show_inside(drawn: Drawn) -> None:
    """Show it."""
