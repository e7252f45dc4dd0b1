"""What the way through a picture costs: MNIST's test digits, drawn large and read back.

    python -m benchmarks.recipe

Needs MNIST (MNIST_PATH, or Keras's cache, or the internet).
"""

from collections.abc import Callable

import cv2
import numpy as np

from benchmarks.tables import print_table
from mnist_core import DigitClassifier, preprocess
from mnist_core.data.mnist import load_mnist
from mnist_core.ink.preprocessing import as_pixels

CANVAS = 600  # pixels on a side
DIGIT = 280  # pixels on a side that a test digit's 28 become

Random = np.random.Generator


def paste(
    image: np.ndarray, random: Random, *, scale: float = 1.0, fixed: bool = False
) -> np.ndarray:
    """A test digit, enlarged ten times by repetition, then scaled, on a black canvas."""
    large = np.repeat(np.repeat(image, 10, axis=0), 10, axis=1)
    if scale != 1:
        side = round(DIGIT * scale)
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        large = cv2.resize(large, (side, side), interpolation=how)
    canvas = np.zeros((CANVAS, CANVAS), np.uint8)
    room = CANVAS - len(large)
    y, x = (room // 2, room // 2) if fixed else random.integers(0, room + 1, 2)
    canvas[y : y + len(large), x : x + len(large)] = large
    return canvas


def coloured(picture: np.ndarray, random: Random) -> np.ndarray:
    """White ink on black as ink of a random strong colour on white."""
    ink = random.permutation([255, int(random.integers(0, 256)), 0])
    cover = picture[:, :, None] / 255
    return np.rint(255 * (1 - cover) + ink * cover).astype(np.uint8)


CHANGES: dict[str, Callable[[np.ndarray, Random], np.ndarray]] = {
    "in the middle": lambda image, random: paste(image, random, fixed=True),
    "anywhere": paste,
    "scaled 0.4 to 2 times": lambda i, r: paste(i, r, scale=r.uniform(0.4, 2)),
    "dark on light": lambda image, random: 255 - paste(image, random, fixed=True),
    "coloured ink": lambda i, r: coloured(paste(i, r, fixed=True), r),
}


def main() -> None:
    """Print how often digits come back as they were, and how often they are read otherwise."""
    digits = load_mnist()
    images, labels = digits.test_images, digits.test_labels
    random = np.random.default_rng(0)
    classifier = DigitClassifier.load("cnn")

    whole = [preprocess(paste(image, random), subpixel=False).pixels for image in images]
    exact = np.mean([(np.rint(w * 255) == i).all() for w, i in zip(whole, images, strict=True)])
    print(f"Shifted by whole pixels, {exact:.2%} of {len(images):,} digits come back bit for bit.")

    reference = classifier.predict(as_pixels(images)).argmax(axis=1)
    accuracy = (reference == labels).mean()
    rows = [("as they are in MNIST", f"{accuracy:.2%}", "", "")]
    first = None
    for name, change in CHANGES.items():
        pixels = np.stack([preprocess(change(image, random)).pixels for image in images])
        answers = classifier.predict(pixels).argmax(axis=1)
        first = answers if first is None else first
        lost = 100 * (accuracy - (answers == labels).mean())
        changed = (answers != first).mean()
        rows.append((name, f"{(answers == labels).mean():.2%}", f"{lost:+.2f}", f"{changed:.2%}"))
    print_table(
        "MNIST's test digits as pictures, read by cnn",
        ("test digits", "accuracy", "points lost", "answers changed"),
        rows,
    )


if __name__ == "__main__":
    main()
