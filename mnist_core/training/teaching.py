"""A run that teaches a copy of a network somebody's drawings: its config and its folder."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import IO

from mnist_core import files, places, runs
from mnist_core.data.corrections import Correction, from_json, to_json
from mnist_core.data.mnist import find_mnist
from mnist_core.errors import ConfigError, MnistCoreError, ModelError, RunError
from mnist_core.labels import NOT_A_DIGIT, NOT_A_DIGIT_INDEX
from mnist_core.networks.config import TrainingConfig
from mnist_core.recognition.card import CARD, Card, read_card
from mnist_core.runs.teaching import KEPT_ASIDE, LEARNT_FROM
from mnist_core.training.config import read_config, start_run

_OWN = "runs/"  # what the names of networks begin with that a run came to
EPOCHS = 10  # of 60 batches
BATCH_SIZE = 128
LEARNING_RATE = 0.001


def teaching_config(start_from: str, runs_dir: Path) -> TrainingConfig:
    """How a network is taught somebody's drawings: by the same recipe whoever's they are.

    Args:
        start_from: a published network's name, or "runs/" and a run's.
        runs_dir: the folder that holds all runs.

    Raises:
        ModelError: there is no such network, or its card is damaged.
    """
    mnist = find_mnist()
    return TrainingConfig(
        architecture=read_card(card_path(start_from, runs_dir)).architecture,
        start_from=start_from,
        data="mnist" if mnist is not None and mnist.exists() else "generated",
        epochs=EPOCHS,
        batch_size=BATCH_SIZE,
        learning_rate=LEARNING_RATE,
        schedule="cosine",
    )


def card_path(start_from: str, runs_dir: Path) -> Path:
    """The card of the network that is begun from.

    Raises:
        ModelError: there is none of that name.
    """
    return _file(start_from, runs_dir, published=CARD, own="model.json")


def network_path(start_from: str, runs_dir: Path) -> Path:
    """The Keras network that is begun from.

    Raises:
        ModelError: there is none of that name.
    """
    return _file(start_from, runs_dir, published="network.keras", own="model.keras")


def _file(start_from: str, runs_dir: Path, *, published: str, own: str) -> Path:
    """A file of the network that is begun from, as it is called where it lies."""
    try:
        if start_from.startswith(_OWN):
            path = runs.run_path(runs_dir, start_from.removeprefix(_OWN)) / own
        else:
            path = runs.run_path(places.models_dir(), start_from) / published
    except RunError as error:
        raise ModelError(str(error)) from error
    if not path.exists():
        raise ModelError(f"there is no network {start_from!r} to begin from")
    return path


def start_teaching_run(
    config: TrainingConfig,
    learnt_from: Sequence[Correction],
    kept_aside: Sequence[Correction],
    runs_dir: Path,
    name: str | None = None,
    owner: str | None = None,
) -> Path:
    """Make the folder of a run that teaches a network drawings, with the drawings in it.

    Raises:
        ConfigError: there is nothing that the network could learn, or the batch size is odd.
        ModelError: the network that it begins from is gone.
        RunError: the name is bad or taken, or the folder cannot be written.
    """
    if config.batch_size % 2:
        raise ConfigError(
            f"half of each batch are drawings: expected an even batch_size, got {config.batch_size}"
        )
    card = read_card(card_path(str(config.start_from), runs_dir))
    learnt_from, kept_aside = _known(learnt_from, card), _known(kept_aside, card)
    learnt_from, kept_aside = _unlearnt(learnt_from, kept_aside, config.start_from, runs_dir)
    if not learnt_from:
        raise ConfigError(
            "expected at least one drawing to learn from, of something that the network knows"
        )
    run = start_run(config, runs_dir, name, owner)
    for file, some in ((LEARNT_FROM, learnt_from), (KEPT_ASIDE, kept_aside)):
        files.write_whole(run / file, partial(_write, to_json(some)))
    return run


def _unlearnt(
    learnt_from: Sequence[Correction],
    kept_aside: Sequence[Correction],
    start_from: str | None,
    runs_dir: Path,
) -> tuple[list[Correction], list[Correction]]:
    """The same, but what the network has been taught before is not measured on: it is learnt again.

    It is known of those runs alone that are still there with their drawings.
    """
    before: set[bytes] = set()
    while start_from is not None and start_from.startswith(_OWN):
        try:
            run = runs.run_path(runs_dir, start_from.removeprefix(_OWN))
            before |= {_strokes(each) for each in from_json((run / LEARNT_FROM).read_bytes())}
            start_from = read_config(run).start_from
        except (OSError, MnistCoreError):
            break
    known = [each for each in kept_aside if _strokes(each) in before]
    return [*learnt_from, *known], [each for each in kept_aside if _strokes(each) not in before]


def _strokes(correction: Correction) -> bytes:
    """What tells a drawing from others, whatever it is said to be."""
    return to_json([Correction(0, correction.strokes)])


def _write(text: bytes, file: IO[bytes]) -> None:
    file.write(text)


def _known(corrections: Sequence[Correction], card: Card) -> list[Correction]:
    """The drawings whose label a network has."""
    knows = card.labels[-1] == NOT_A_DIGIT
    return [each for each in corrections if knows or each.label != NOT_A_DIGIT_INDEX]
