"""What every canvas has as HTML: the paper, and below it Undo, Clear and the pens."""

from app_pages.pen.widths import PENS
from app_pages.visit.drawing import Canvas
from app_pages.visit.settings import choose


def paper_html(canvas: Canvas, label: str) -> str:
    """The HTML that ``surface.js`` finds its way in.

    Args:
        canvas: its shape.
        label: what it is, for those who do not see it.
    """
    return f"""<div class="canvas" data-canvas="{canvas}">
<div class="canvas-paper">
<canvas class="upper-canvas" role="img" aria-label="{label}"></canvas>
<div class="canvas-marks" aria-hidden="true"></div>
<p class="canvas-full" hidden>The canvas is full: undo or clear.</p></div>
<div class="canvas-tools" role="toolbar" aria-label="Drawing">
<button type="button" name="undo" title="Undo (Ctrl+Z)">Undo</button>
<button type="button" name="clear">Clear</button>
<span role="group" aria-label="Pen">{_pens()}</span></div>
<div class="said" role="status"></div></div>"""


def take_pen(pixels: object) -> None:
    """Choose the pen whose button was pressed."""
    if pixels in PENS.values():  # it comes from a browser
        choose(pen=pixels)


def _pens() -> str:
    return "".join(
        f'<button type="button" data-pen="{pixels}" aria-label="{name} pen" title="{name} pen">'
        f'<i style="width:{6 + pixels // 2}px;height:{6 + pixels // 2}px"></i></button>'
        for name, pixels in PENS.items()
    )
