"""A network measured on what data are at hand, and tables of it that can be quoted as they are."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mnist_core.data.mnist import find_mnist, load_mnist
from mnist_core.data.writers import PATH_VARIABLE, read_writer_split
from mnist_core.evaluation.drawings import SIZES, STROKE_WIDTHS
from mnist_core.evaluation.metrics import evaluate
from mnist_core.evaluation.people import OnPeople, draw_people, measure_people, part_refused
from mnist_core.ink.preprocessing import as_pixels
from mnist_core.publishing.publish import predictors
from mnist_core.recognition.card import Way
from mnist_core.recognition.classifier import DigitClassifier

# What is wanted of a figure, by the cells that name it: a column more where it is given.
Wanted = Mapping[str, str]
_NOTHING = "–"


@dataclass(frozen=True)
class Table:
    """A title, the columns' names, and rows of as many cells."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[object]]

    def __str__(self) -> str:
        """The table in Markdown."""
        lines = [self.head, ["---"] * len(self.head), *self.rows]
        return "\n".join([self.title, "", *(f"| {' | '.join(map(str, each))} |" for each in lines)])


def measured_tables(model: str) -> Iterator[Table | str]:
    """Measure a network: each table as soon as it is there, or a line where data are not at hand.

    Args:
        model: as ``DigitClassifier.load`` takes it.

    Raises:
        ModelError: there is no such model.
        DatasetError: what is named as MNIST is none.
        StrokesError: what is named as people's strokes is none.
    """
    classifier = DigitClassifier.load(model)
    if find_mnist() is None:
        yield "MNIST's test digits are not at hand: set MNIST_PATH (README, The data)"
    else:
        yield _on_mnist(model, classifier)
    if not os.environ.get(PATH_VARIABLE):
        yield f"People's pen strokes are not at hand: set {PATH_VARIABLE} (README, The data)"
        return
    people = draw_people(read_writer_split().measured)
    found = {way: measure_people(each, people) for way, each in predictors(classifier).items()}
    yield digits_table(model, found)
    yield refusals_table(found)


def digits_table(name: str, found: Mapping[Way, OnPeople], wanted: Wanted | None = None) -> Table:
    """How a network reads people's digits.

    Args:
        name: of the network.
        found: what was measured, from "pictures" and from "strokes".
        wanted: by "WAY, COLLECTION".
    """
    rows = [
        (
            f"{collection}, {measured.digits[collection]:,} digits",
            f"from {way}",
            *_cell(wanted, f"{way}, {collection}"),
            *(f"{share:.2%}" for share in by_width.values()),
        )
        for way, measured in found.items()
        for collection, by_width in measured.accuracy.items()
    ]
    return Table(
        f"{name}: digits of people held out of training, drawn once with each pen, "
        f"{SIZES[0]:.0%} to {SIZES[1]:.0%} of the canvas",
        ("people", "read", *_head(wanted), *(f"pen of {width}" for width in STROKE_WIDTHS)),
        rows,
    )


def refusals_table(found: Mapping[Way, OnPeople], wanted: Wanted | None = None) -> Table:
    """How a network tells what is no digit.

    Args:
        found: as for ``digits_table``.
        wanted: by what is refused, and by the other measures' fields in ``OnPeople``.
    """
    measures = {each: None for measured in found.values() for each in measured.refused}
    rows = [
        (
            f"{each} refused",
            *_cell(wanted, each),
            *(f"{it.refused[each]:.2%}" for it in found.values()),
        )
        for each in measures
    ]
    for title, name in (
        ("calibration error on digits", "calibration_error"),
        ("area under the ROC curve", "auroc"),
        ("taken for digits where 95% of digits are kept", "false_positives"),
    ):
        figures = [getattr(each, name) for each in found.values()]
        rows.append(
            (
                title,
                *_cell(wanted, name),
                *(_NOTHING if it is None else f"{it:.4f}" for it in figures),
            )
        )
    return Table(
        "What is no digit: people's letters and signs that no digit looks like, and scribbles of "
        "kinds that the program draws and no network is trained on",
        ("measure", *_head(wanted), *(f"from {way}" for way in found)),
        rows,
    )


def _on_mnist(model: str, classifier: DigitClassifier) -> Table:
    mnist = load_mnist()
    answers = classifier.predict(as_pixels(mnist.test_images))
    measured = evaluate(answers, mnist.test_labels)
    return Table(
        f"{model}: MNIST's {len(mnist.test_labels):,} test digits",
        ("measure", "reached"),
        [
            ("read right", f"{measured.accuracy:.2%}"),
            ("refused", f"{part_refused(answers):.2%}"),
            ("loss", f"{measured.loss:.4f}"),
            ("calibration error", f"{measured.calibration_error:.4f}"),
        ],
    )


def _head(wanted: Wanted | None) -> tuple[str, ...]:
    return () if wanted is None else ("wanted",)


def _cell(wanted: Wanted | None, key: str) -> tuple[str, ...]:
    return () if wanted is None else (wanted.get(key, _NOTHING),)
