"""A copy of a trained network taught somebody's drawings, as a course that the loop follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mnist_core import files
from mnist_core.arrays import AnyIntArray, IntArray, UInt8Array
from mnist_core.data.corrections import Correction, from_json
from mnist_core.data.dataset import Dataset
from mnist_core.data.generated import TEST_SEED, generate
from mnist_core.data.mnist import find_mnist, read_mnist
from mnist_core.data.pen_strokes import PenCharacter
from mnist_core.data.rehearsal import Examples, as_drawn, rehearse, vary
from mnist_core.data.writers import pen_strokes_path, read_writer_split
from mnist_core.errors import DatasetError, MnistCoreError, RunError
from mnist_core.evaluation.drawings import draw
from mnist_core.evaluation.people import REFUSED, drawn_by_program, part_right
from mnist_core.handwriting.outliers import HELD_OUT
from mnist_core.labels import DIGITS
from mnist_core.networks.config import TrainingConfig
from mnist_core.networks.loading import load_model
from mnist_core.recognition.card import read_card
from mnist_core.runs.teaching import KEPT_ASIDE, LEARNT_FROM, TEACHING, Compared, Teaching
from mnist_core.training.batches import Position
from mnist_core.training.outcome import write_results
from mnist_core.training.pupil import Features, Pupil
from mnist_core.training.recorder import Preparation
from mnist_core.training.teaching import card_path, network_path

_STEPS_AT_ONCE = 20  # between two looks at the clock, the stop signal and the metrics
_STEPS = 60  # in an epoch
_GENERATED = 2_000  # digits that the program writes, to be measured on
_EVERY = 2  # of people's digits and letters one in so many is read, to save time
_LETTERS = 300  # that the program draws, where people's are not at hand
_PEN = 20  # pixels of a canvas of 280: the medium pen


@dataclass(frozen=True, eq=False)
class Rows:
    """Which drawings some batches have: those before ``own`` end are half of each.

    Attributes:
        own: int64 (steps, n), rows of somebody's drawings.
        rehearsed: int64 (steps, n), rows of the others.
    """

    own: IntArray
    rehearsed: IntArray

    def __len__(self) -> int:
        return self.own.size + self.rehearsed.size


class Finetuning:
    """A course in which a network that was trained before learns somebody's drawings.

    Its convolutions are held. Half of each batch are somebody's drawings, varied, and half are
    others, to which it must go on answering as it did.

    Args:
        run: the folder of its run, with the drawings in it.
        config: what it begins from, and how it is taught.
        dataset: what is rehearsed, and whose test digits it is measured on.

    Attributes:
        batches: in an epoch.
        pupil: the network as it is now.

    Raises:
        ModelError: the network that it begins from is gone or damaged.
        RunError: the drawings in the run's folder are damaged.
    """

    def __init__(self, run: Path, config: TrainingConfig, dataset: Dataset) -> None:
        self._run, self._config, self._dataset = run, config, dataset
        start_from = str(config.start_from)
        self._card = read_card(card_path(start_from, run.parent))
        self._learnt_from, kept_aside = _read(run, LEARNT_FROM), _read(run, KEPT_ASIDE)
        self.batches = _STEPS
        model = load_model(network_path(start_from, run.parent))
        self.pupil = Pupil(model, config.learning_rate, _STEPS * config.epochs)
        random = np.random.default_rng(config.seed)
        self._own = vary(self._learnt_from, random)
        self._rehearsed = rehearse(dataset, random, Preparation(run))
        self._aside = as_drawn(kept_aside)
        self._aside_seen = self._look_at(self._aside)

    def __len__(self) -> int:
        return self.batches * 2 * self._half

    @property
    def _half(self) -> int:
        """How many of a batch are somebody's drawings, and how many are others."""
        return self._config.batch_size // 2

    def begin(self, position: Position) -> None:
        self.pupil.study(self._own, self._rehearsed)

    def chunks(self, position: Position) -> Iterator[Rows]:
        """Rows by lot: of each of somebody's drawings about as many as of the others."""
        first = position.digits // (2 * self._half)
        for step in range(first, self.batches, _STEPS_AT_ONCE):
            count = min(_STEPS_AT_ONCE, self.batches - step)
            random = np.random.default_rng([self._config.seed, position.epoch, step])
            shape = (count, self._half)
            yield Rows(
                random.integers(len(self._own), size=shape),
                random.integers(len(self._rehearsed), size=shape),
            )

    def learn(self, chunk: Rows, position: Position) -> tuple[float, float]:
        steps = [
            self.pupil.learn(own, others)
            for own, others in zip(chunk.own, chunk.rehearsed, strict=True)
        ]
        loss, accuracy = np.mean(steps, axis=0).tolist()
        return loss, accuracy

    def look_back(self, epoch: int) -> dict[str, float]:
        """The loss and accuracy on the drawings kept aside, where there are some."""
        if not len(self._aside):
            return {}
        answers = self.pupil.answer(self._aside_seen)
        of_truth = answers[np.arange(len(answers)), self._aside.labels]
        return {
            "val_loss": float(-np.log(np.maximum(of_truth, 1e-7)).mean()),
            "val_accuracy": part_right(answers, self._aside.labels),
        }

    def save(self, path: Path, position: Position) -> None:
        files.write_whole(path, lambda file: self.pupil.save(file, asdict(position)))

    def load(self, path: Path) -> dict[str, Any]:
        return self.pupil.load(path)

    def end(self, position: Position) -> None:
        """Compare it with what it was, and save it with the doubts of the network it was."""
        tested = self.pupil.look_at(self._dataset.test_images)
        files.write_json(self._run / TEACHING, self._compared(tested))
        write_results(
            self._run,
            self._config,
            self._dataset,
            self.pupil,
            position.seconds,
            of=self._card,
            probabilities=self.pupil.answer(tested),
        )

    def _look_at(self, examples: Examples) -> Features:
        directions = examples.directions if self.pupil.sees_paths else None
        return self.pupil.look_at(examples.pictures, directions)

    def _compared(self, tested: Features) -> Teaching:
        """What it reads before and after.

        Args:
            tested: the data set's test digits, as the held layers see them.
        """
        aside = self._compare(self._aside_seen, self._aside.labels) if len(self._aside) else None
        people, letters, by_people = _others()
        knows = self.pupil.label_count > DIGITS
        return Teaching(
            learnt_from=len(self._learnt_from),
            own=aside,
            mnist=self._on_mnist(tested),
            generated=self._on_pictures(*generate(_GENERATED, TEST_SEED)),
            people=self._on_drawings(people),
            letters=self._on_drawings(letters) if knows else None,
            letters_by="people" if by_people else "program",
        )

    def _on_mnist(self, tested: Features) -> Compared | None:
        if self._config.data == "mnist":  # they are looked at already
            return self._compare(tested, self._dataset.test_labels)
        path = find_mnist()
        if path is None:
            return None
        try:
            mnist = read_mnist(path)
        except DatasetError:  # a training does not fail for it
            return None
        return self._on_pictures(mnist.test_images, mnist.test_labels)

    def _on_pictures(self, images: UInt8Array, labels: UInt8Array) -> Compared:
        return self._compare(self.pupil.look_at(images), labels)

    def _on_drawings(self, characters: list[PenCharacter]) -> Compared | None:
        """Read right of digits, or refused of what is none: of drawings with a medium pen."""
        if not characters:
            return None
        drawn = draw([each.lines for each in characters], _PEN)
        labels = np.array([each.label for each in characters], np.uint8)
        pictures = np.rint(drawn.pixels * 255).astype(np.uint8)
        return self._compare(self._look_at(Examples(pictures, drawn.directions, labels)), labels)

    def _compare(self, seen: Features, labels: AnyIntArray) -> Compared:
        """The share that is answered by its label, before and after: of no digit, refused."""
        after = part_right(self.pupil.answer(seen), labels)
        with self.pupil.as_it_was():
            before = part_right(self.pupil.answer(seen), labels)
        return Compared(count=len(labels), before=before, after=after)


def _read(run: Path, name: str) -> list[Correction]:
    """The drawings in a run's folder."""
    try:
        return from_json((run / name).read_bytes())
    except FileNotFoundError as error:
        raise RunError(
            "the drawings that it learns from are deleted, as when their class has ended: it "
            "cannot go on"
        ) from error
    except (OSError, MnistCoreError) as error:
        raise RunError(f"{run / name} is missing or damaged: {error}") from error


def _others() -> tuple[list[PenCharacter], list[PenCharacter], bool]:
    """Digits by people from whom no network learns, and letters; whether those are people's."""
    if pen_strokes_path() is not None:
        people = read_writer_split().measured
        letters = [each for each in people.others if each.kind in REFUSED["letters"]]
        if letters:
            return people.digits[::_EVERY], letters[::_EVERY], True
        return people.digits[::_EVERY], _drawn_letters(), False
    return [], _drawn_letters(), False


def _drawn_letters() -> list[PenCharacter]:
    """Letters that the program draws, of kinds that no network is trained on."""
    return drawn_by_program(sorted(each for each in HELD_OUT if each[:7] == "letter "), _LETTERS)
