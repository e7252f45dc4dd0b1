"""How far networks stand a change: how probable an answer is at each place of a slider."""

from collections.abc import Mapping

from mnist_core.arrays import Float32Array
from mnist_core.ink.variations import Change, Name, varied_over
from mnist_core.recognition.classifier import DigitClassifier


def probabilities_over(
    classifiers: Mapping[str, DigitClassifier],
    pixels: Float32Array,
    change: Change,
    name: Name,
    label: str,
) -> dict[str, Float32Array]:
    """How probable an answer is to each network over all places of a slider.

    They read the picture alone: of a pen's path nobody knows what it would be.

    Args:
        classifiers: the networks, by what they are called.
        pixels: float32 (28, 28), 0 (paper) to 1 (ink), as ``preprocess`` makes them.
        change: where the sliders stand.
        name: of the slider that is moved.
        label: the answer, as the classifiers' ``labels`` have it.

    Returns:
        Of each network that knows the answer float32 (41,), 0 to 1, in the order of the places.
    """
    pictures = varied_over(pixels, change, name)
    return {
        title: each.predict(pictures)[:, each.labels.index(label)]
        for title, each in classifiers.items()
        if label in each.labels
    }
