"""Whether the ink that is said to have decided did, on drawings by people never met; and the time.

PENDIGITS_PATH=... UNIPEN_PATH=... STROKES_PATH=... python -m benchmarks.why [DRAWINGS]
"""

import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.prediction import use_one_core
from benchmarks.tables import print_table
from mnist_core import DigitClassifier, places
from mnist_core.arrays import Float64Array
from mnist_core.data.pen_strokes import PenCharacter
from mnist_core.data.writers import read_writer_split
from mnist_core.evaluation.deletion import SHARES, deletion_curve, random_stretch
from mnist_core.evaluation.drawings import SIZES
from mnist_core.ink.drawing import read_drawing
from mnist_core.ink.preprocessing import FRAME, Digit
from mnist_core.ink.strokes import CANVAS, Stroke, place_on_canvas
from mnist_core.labels import decide
from mnist_core.recognition.classifier import NETWORK
from mnist_core.recognition.counterfactual import smallest_change
from mnist_core.recognition.explanation import PATCH, Explanation, explain
from mnist_core.recognition.graph import read_graph, with_weights

DRAWINGS = 500
NETWORKS = ("drawing-cnn", "robust-cnn", "cnn", "mlp-128")
_PEN = 20  # pixels of a canvas of 280
_TENTH = SHARES.index(0.1)
_WAYS = (
    "tenths of the ink",
    "patches",
    "patches, plain",
    "a stretch",
    "single pixels",
    "shuffled",
)


@dataclass(frozen=True, eq=False)
class _Drawing:
    strokes: list[Stroke]
    seen: Digit  # the picture alone, so that ink can be taken out pixel by pixel


def main() -> None:
    """Print how soon the answer falls, how often a named tenth counts, and the time."""
    use_one_core()
    count = int(sys.argv[1]) if sys.argv[1:] else DRAWINGS
    drawings = _draw(read_writer_split().measured.digits, count)
    curves, shares = [], []
    for name in NETWORKS:
        found = _measure(name, drawings)
        mean = {way: each.mean(axis=0) for way, each in found.items()}
        curves += [(name, way, *(f"{p:.2f}" for p in each)) for way, each in mean.items()]
        shares.append((name, *_beaten(found)))
    print_table(
        f"The answer's mean probability as ink is taken out, {count} drawings",
        ("network", "in the order of", *(f"{share:.0%}" for share in SHARES)),
        curves,
    )
    print_table(
        "Drawings whose answer falls farther without the tenth of the ink that is named (wanted: "
        "95 %; of shuffled weights, as often as not)",
        ("network", "than a random stretch", "than random pixels", "shuffled: than a stretch"),
        shares,
    )
    _print_times(drawings)


def _draw(digits: list[PenCharacter], count: int) -> list[_Drawing]:
    """So many of the digits, each at some size and place on the canvas."""
    random = np.random.default_rng(0)
    found = []
    for i in random.choice(len(digits), count, replace=False).tolist():
        strokes = place_on_canvas(
            digits[i].lines,
            canvas=CANVAS,
            stroke_width=_PEN,
            size=random.uniform(*SIZES),
            position=(random.random(), random.random()),
        )
        found.append(_Drawing(strokes, replace(read_drawing(strokes), directions=None)))
    return found


def _measure(name: str, drawings: list[_Drawing]) -> dict[str, Float64Array]:
    """Deletion curves, (drawings, shares), by what said what is important."""
    classifier, shuffled = DigitClassifier.load(name), _shuffled(name)
    random = np.random.default_rng(1)
    curves: dict[str, list[Float64Array]] = {way: [] for way in _WAYS}
    for drawing in drawings:
        found = explain(classifier, drawing.seen, drawing.strokes)
        label = int(decide(found.before[None])[0][0])
        of_picture = explain(classifier, drawing.seen)
        nonsense = explain(shuffled, drawing.seen, drawing.strokes)
        said = (
            _on_pixels(found, label),
            _on_pixels(of_picture, label),
            _plain(classifier, drawing.seen, label),
            random_stretch(drawing.seen.pixels, found.owners.astype(np.float64), random),
            random.random((FRAME, FRAME)),
            _on_pixels(nonsense, label),
        )
        for way, importance in zip(_WAYS, said, strict=True):
            curve = deletion_curve(classifier.predict, drawing.seen.pixels, importance, label)
            curves[way].append(curve)
    return {way: np.array(each) for way, each in curves.items()}


def _on_pixels(found: Explanation, label: int) -> Float64Array:
    weights = found.weights(label)[found.owners]
    importance: Float64Array = np.where(found.owners >= 0, weights, -np.inf)
    return importance


def _plain(classifier: DigitClassifier, seen: Digit, label: int) -> Float64Array:
    """Plain occlusion: by how much the answer falls without each of 7 x 7 patches."""
    across = FRAME // PATCH
    rows, columns = np.indices((FRAME, FRAME)) // PATCH
    patches = rows * across + columns
    left = [np.where(patches == i, np.float32(0), seen.pixels) for i in range(across**2)]
    without = classifier.predict(np.stack(left))[:, label].astype(np.float64)
    importance: Float64Array = -without[patches]
    return importance


def _shuffled(name: str) -> DigitClassifier:
    """The network with the numbers of each of its weights in another order."""
    content = (places.models_dir() / name / NETWORK).read_bytes()
    random = np.random.default_rng(2)
    weights = [each for step in read_graph(content) for each in step.weights]
    mixed = [random.permutation(each.ravel()).reshape(each.shape) for each in weights]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NETWORK
        path.write_bytes(with_weights(content, mixed))
        return DigitClassifier(path)


def _beaten(found: dict[str, Float64Array]) -> list[str]:
    tenth = {way: each[:, _TENTH] for way, each in found.items()}
    named = tenth["tenths of the ink"]
    return [
        f"{(named < tenth['a stretch']).mean():.1%}",
        f"{(named < tenth['single pixels']).mean():.1%}",
        f"{(tenth['shuffled'] < tenth['a stretch']).mean():.1%}",
    ]


def _print_times(drawings: list[_Drawing]) -> None:
    rows = []
    for name in NETWORKS:
        classifier = DigitClassifier.load(name)
        times, changed = [], 0
        for drawing in drawings:
            seen = read_drawing(drawing.strokes)
            start = time.perf_counter()
            found = explain(classifier, seen, drawing.strokes)
            change = smallest_change(classifier, drawing.strokes, found)
            times.append(1000 * (time.perf_counter() - start))
            changed += change is not None and change.prediction.label is not None
        middle, most = np.median(times), np.quantile(times, 0.95)
        rows.append((name, f"{middle:.0f} ms", f"{most:.0f} ms", f"{changed / len(times):.0%}"))
    print_table(
        "Why, with what would change the answer: time on one core (wanted: 60 ms)",
        ("network", "median", "95 of 100 within", "made another digit by a part left out"),
        rows,
    )


if __name__ == "__main__":
    main()
