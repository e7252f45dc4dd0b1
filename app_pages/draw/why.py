"""Which ink decided, and what would change the answer."""

from app_pages.draw.drawn import Drawn


def show_why(drawn: Drawn) -> None:
    """Show it."""
