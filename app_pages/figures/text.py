"""Figures as people write them."""


def duration(seconds: float) -> str:
    """Seconds as people say them."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def percent(probability: float, decimals: int = 0) -> str:
    """A probability in per cent, never rounded up to a certainty."""
    most = 100 - 10.0**-decimals
    if probability * 100 > most:
        return f"over {most:.{decimals}f} %" if decimals == 0 else f"> {most:.{decimals}f} %"
    return f"{probability * 100:.{decimals}f} %"


def share(part: float, decimals: int = 1) -> str:
    """A part of things that were counted, 0 to 1, in per cent: all of them are 100 %."""
    return f"{part * 100:.{decimals}f}\u00a0%"
