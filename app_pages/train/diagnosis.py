"""What is wrong with a training, in plain words."""

from mnist_core import runs
from mnist_core.evaluation import is_at_chance
from mnist_core.recognition.card import Card
from mnist_core.runs.history import Metrics

_AT_CHANCE = "it reads no better than by guessing. A smaller learning rate may help."


def describe_fault(metrics: Metrics, ended: bool, card: Card | None, *, taught: bool) -> str:
    """What is wrong with a training, where one is sure; "" where nothing is.

    Args:
        metrics: its measurements.
        ended: whether no more will come.
        card: of the network that it came to, if it has been evaluated.
        taught: whether it taught a network somebody's drawings. Then its loss is low from the first
            batch on and says little, and what would help is not the visitor's to choose.
    """
    found = runs.diagnose(metrics, ended)
    if found is None:
        at_chance = card is not None and is_at_chance(card.test)
        return f"At chance: {_AT_CHANCE}" if at_chance else ""
    if found.kind == "at chance":
        return f"At chance since epoch {found.since}: {_AT_CHANCE}"
    if found.kind == "diverged":
        return (
            f"Diverged in epoch {found.since}: its loss is beyond all bounds. Start again with a "
            "smaller learning rate."
        )
    if taught:
        return ""
    return (
        f"Overfitting since epoch {found.since}: it learns by heart. Augmentation, or fewer "
        "epochs, would help."
    )
