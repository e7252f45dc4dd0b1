"""What is on the square canvas, and what is made of it: what all that looks closer is given."""

from collections.abc import Mapping
from dataclasses import dataclass

from app_pages.visit.drawing import Drawing
from app_pages.visit.networks import Network
from mnist_core import DigitClassifier, Prediction
from mnist_core.ink.preprocessing import Digit


@dataclass(frozen=True, eq=False)
class Drawn:
    """A drawing that was read.

    Attributes:
        now: the drawing.
        digit: what networks see of it.
        network: the network that is chosen.
        classifier: the same, ready to read.
        prediction: what it reads.
        networks: all that are offered, by key.
    """

    now: Drawing
    digit: Digit
    network: Network
    classifier: DigitClassifier
    prediction: Prediction
    networks: Mapping[str, Network]
