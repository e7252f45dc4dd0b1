"""Write README's tables of figures from models/*/card.json.

python -m tools.readme_table
"""

import re
from pathlib import Path

from mnist_core.errors import ModelError
from mnist_core.evaluation.people import COLLECTIONS
from mnist_core.recognition.card import Card, published_card
from mnist_core.recognition.classifier import DEFAULT_MODEL, published_models

ROOT = Path(__file__).resolve().parent.parent
_WIDTHS = ("10", "20", "32")


def people_table() -> str:
    """What the default network reads and refuses of people whom it has never met."""
    people = published_card(DEFAULT_MODEL).people
    if people is None:
        raise ModelError(f"{DEFAULT_MODEL} was not measured on people: publish it anew")
    pictures, strokes = people["pictures"], people["strokes"]
    lines = [
        f"| `{DEFAULT_MODEL}` | from the picture: thin pen | medium | thick | with the strokes: "
        "thin pen | medium | thick |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, count in pictures.digits.items():
        cells = [
            _per_cent(way.accuracy[name][w], 1) for way in (pictures, strokes) for w in _WIDTHS
        ]
        lines.append(f"| {count:,} digits by {COLLECTIONS[name]} | {' | '.join(cells)} |")
    lines += [
        "",
        "| refused as no digit | from the picture | with the strokes |",
        "| --- | ---: | ---: |",
    ]
    for what in pictures.refused:
        cells = [_per_cent(way.refused[what], 1) for way in (pictures, strokes)]
        lines.append(f"| {_WORDS[what]} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


_WORDS = {
    "digits": "these digits, wrongly",
    "letters": "people's letters that no digit looks like",
    "signs": "people's signs that no digit looks like",
    "other scripts": "Korean and Latin letters drawn with a mouse",
    "scribbles": "scribbles that the program draws, of kinds never trained on",
}


def table() -> str:
    """The figures of all published networks, the best on drawings last."""
    cards = {name: published_card(name) for name in published_models()}
    lines = [
        "| network | parameters | MNIST's test digits | drawings, thin pen | medium | thick "
        "| sure of | right when sure |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, card in sorted(cards.items(), key=lambda item: _on_drawings(item[1])):
        drawings = card.drawings
        cells = [f"`{name}`", f"{card.parameters:,}", _per_cent(card.test.accuracy, 2)]
        found: list[float | None] = [None] * 5
        if drawings is not None:
            found = [drawings.accuracy.get(width) for width in _WIDTHS]
            found += [drawings.sure, drawings.sure_accuracy]
        cells += ["–" if each is None else _per_cent(each, 1) for each in found]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _per_cent(part: float, decimals: int) -> str:
    return f"{100 * part:.{decimals}f} %"


def _on_drawings(card: Card) -> float:
    """The parts of drawings read right, summed over the pens; 0 where nobody measured them."""
    return sum(card.drawings.accuracy.values()) if card.drawings else 0.0


def with_tables(readme: str) -> str:
    """The README with the tables as the models' figures are now."""
    return _with(_with(readme, "people", people_table()), "figures", table())


def _with(readme: str, name: str, text: str) -> str:
    part = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
    return part.sub(lambda found: found[1] + text + found[2], readme)


if __name__ == "__main__":
    path = ROOT / "README.md"
    path.write_text(with_tables(path.read_text()))
