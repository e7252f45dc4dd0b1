"""How wide the pens are, in pixels of a canvas of 280."""

from mnist_core.evaluation.drawings import STROKE_WIDTHS

PEN_WIDTHS = range(6, 41)
# The three pens are those that networks are measured with.
PENS = dict(zip(("Thin", "Medium", "Thick"), STROKE_WIDTHS, strict=True))
