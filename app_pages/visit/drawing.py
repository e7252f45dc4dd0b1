"""The drawing that a visitor has made: kept while its page is left.

A canvas is thrown away when its page is left. The next one is given the drawing as a picture to lie
under it, so that it need not be taught the strokes of before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from mnist_core.errors import StrokesError
from mnist_core.ink.report import MAX_POINTS, MAX_STROKES, read_report, reported_points
from mnist_core.ink.strokes import Stroke

_KEY = "draw_drawing"


@dataclass(frozen=True)
class Drawing:
    """A drawing, from its lowest layer to its highest.

    Attributes:
        digit: the name of the digit of the data that lies lowest, such as "test-100", or None.
        under: the strokes that were there before the canvas was.
        over: the strokes that have been drawn on the canvas. The browser alone changes them, and
            reports them: so that what is read is what is seen.
        before: the strokes that the digit took the place of.
        canvas: how many canvases there have been.
    """

    digit: str | None = None
    under: tuple[Stroke, ...] = ()
    over: tuple[Stroke, ...] = ()
    before: tuple[Stroke, ...] = ()
    canvas: int = 0

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """All strokes, in the order in which they were drawn."""
        return self.under + self.over

    @property
    def room(self) -> Mapping[str, int]:
        """How many strokes, and points in all, the canvas may still be given."""
        points = sum(map(reported_points, self.under))
        return {
            "strokes": max(MAX_STROKES - len(self.under), 0),
            "points": max(MAX_POINTS - points, 0),
        }


def drawing() -> Drawing:
    """The drawing as it is."""
    found: Drawing = st.session_state.get(_KEY, Drawing())
    return found


def _keep(changed: Drawing) -> None:
    st.session_state[_KEY] = changed


def mount_canvas() -> None:
    """Have a new canvas made, over the drawing as it is: once whenever the page is entered."""
    now = drawing()
    _keep(replace(now, under=now.strokes, over=(), canvas=now.canvas + 1))


def keep_report(report: object) -> None:
    """Keep what the browser reports to have been drawn on the canvas.

    It is judged first. One that no hand has drawn is not kept: the canvas is made anew over the
    drawing as it was, and what was sent is forgotten with the old canvas.
    """
    now = drawing()
    try:
        over = read_report(report, now.room["strokes"], now.room["points"])
        _keep(replace(now, over=over))
    except StrokesError:
        mount_canvas()


def laid_digit() -> str | None:
    """The name of the digit that lies under the strokes, such as "test-100", or None."""
    return drawing().digit


def lay_digit(name: str) -> None:
    """Put a digit in the drawing's place; when it is undone, the drawing comes back."""
    now = drawing()
    before = now.strokes if now.digit is None else now.before
    _keep(Drawing(digit=name, before=before, canvas=now.canvas + 1))


def undo() -> None:
    """Take away the last stroke under the canvas; after the first one, the digit that lies there.

    Those that were drawn on the canvas are the browser's to take away.
    """
    now = drawing()
    if now.under or now.digit is None:
        _keep(replace(now, under=now.under[:-1]))
    else:
        _keep(replace(now, digit=None, under=now.before, before=()))


def clear() -> None:
    """Take away all that lies under the canvas."""
    _keep(replace(drawing(), digit=None, under=(), before=()))
