"""What the networks would read, were the drawing turned, slanted, thicker or elsewhere."""

from app_pages.draw.drawn import Drawn


def show_what_if(drawn: Drawn) -> None:
    """Show it."""
