"""What a training does, in pieces between which it can be saved and stopped."""

from collections.abc import Iterator, Sized
from pathlib import Path
from typing import Any, Protocol

from mnist_core.training.batches import Position


class Course(Protocol):
    """A training from its first batch to what comes of it. It knows nothing of turns and status.

    Attributes:
        batches: in an epoch.
    """

    batches: int

    def __len__(self) -> int:
        """Digits in an epoch."""

    def begin(self, position: Position) -> None:
        """Begin, or go on from the position that ``load`` was called for."""

    def chunks(self, position: Position) -> Iterator[Sized]:
        """What is left of the position's epoch; made in another thread."""

    def learn(self, chunk: Any, position: Position) -> tuple[float, float]:
        """Learn from a chunk: mean loss and accuracy, each batch as it was before its step.

        Raises:
            TrainingError: the loss or a weight is no number any more.
        """

    def look_back(self, epoch: int) -> dict[str, float]:
        """What is measured once an epoch has ended."""

    def save(self, path: Path, position: Position) -> None:
        """Write all that is needed to go on."""

    def load(self, path: Path) -> dict[str, Any]:
        """Go back to where ``save`` was called; the position that it was given.

        Raises:
            RunError: the file is damaged or of another training.
        """

    def end(self, position: Position) -> None:
        """Evaluate, export and save the network."""
