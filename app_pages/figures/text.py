"""Figures as people write them."""

PER_CENT = "\u00a0%"  # with a no-break space before it


def duration(seconds: float) -> str:
    """Seconds as people say them."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def percent(probability: float, decimals: int = 0) -> str:
    """A probability in per cent, never rounded up to a certainty."""
    most = 100 - 10.0**-decimals
    if probability * 100 > most:
        over = "over" if decimals == 0 else ">"
        return f"{over}\u00a0{most:.{decimals}f}{PER_CENT}"
    return share(probability, decimals)


def share(part: float, decimals: int = 1) -> str:
    """A part of things that were counted, 0 to 1, in per cent: all of them are 100 %."""
    return f"{part * 100:.{decimals}f}{PER_CENT}"


def counted(number: int, thing: str) -> str:
    """How many there are of a thing: "1 epoch", "1,200 epochs"."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def typeset(words: str) -> str:
    """The library's words as a page sets them: with curly apostrophes."""
    return words.replace("'", "’")


def a_digit(label: int, emphasis: str = "") -> str:
    """A digit with its article, "a 7" or "an 8"; emphasis stands around it, as in "an **8**"."""
    return f"{'an' if label == 8 else 'a'} {emphasis}{label}{emphasis}"
