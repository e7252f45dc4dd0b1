"""A run's moments, published beside its network: as many of them as a file of 1 MB holds."""

import io
from pathlib import Path

import numpy as np

from mnist_core.recognition.moments import MOMENTS, Moments, read_moments, save_moments

MOST_BYTES = 1_000_000  # what the repository keeps of each network besides
_FEWEST = 3  # moments: fewer show no way


def publish_moments(run: Path, folder: Path) -> None:
    """Copy a run's moments into a network's folder, evenly thinned; none where there are too few.

    The first and the last stay.

    Raises:
        ModelError: they are damaged.
    """
    if not (run / MOMENTS).exists():
        return
    moments = read_moments(run / MOMENTS)
    if not moments.has_ended:
        return
    for count in range(len(moments.moments), _FEWEST - 1, -1):
        written = io.BytesIO()
        save_moments(written, _thinned(moments, count), small=True)
        content = written.getvalue()
        if len(content) <= MOST_BYTES:
            (folder / MOMENTS).write_bytes(content)  # the folder is not in its place yet
            return


def _thinned(moments: Moments, count: int) -> Moments:
    """So many of the moments, the first and the last among them."""
    *kept, last = np.rint(np.linspace(0, len(moments.moments) - 1, count)).astype(int)
    return Moments(
        moments.epoch,
        tuple(moments.moments[i] for i in (*kept, last)),
        tuple(moments.weights[i] for i in kept),
    )
