"""Write README's table of figures from models/*/card.json.

python -m tools.readme_table
"""

import re
from pathlib import Path

from mnist_core.recognition.card import Card, published_card
from mnist_core.recognition.classifier import published_models

ROOT = Path(__file__).resolve().parent.parent
_PART = re.compile(r"(<!-- figures -->\n).*?(<!-- end of figures -->)", re.DOTALL)


def table() -> str:
    """The figures of all published networks, the best on drawings last."""
    cards = {name: published_card(name) for name in published_models()}
    widths = ("10", "20", "32")
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
            found = [drawings.accuracy.get(width) for width in widths]
            found += [drawings.sure, drawings.sure_accuracy]
        cells += ["–" if each is None else _per_cent(each, 1) for each in found]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _per_cent(part: float, decimals: int) -> str:
    return f"{100 * part:.{decimals}f} %"


def _on_drawings(card: Card) -> float:
    """The parts of drawings read right, summed over the pens; 0 where nobody measured them."""
    return sum(card.drawings.accuracy.values()) if card.drawings else 0.0


def with_table(readme: str) -> str:
    """The README with the table as the models' figures are now."""
    return _PART.sub(lambda part: part[1] + table() + part[2], readme)


if __name__ == "__main__":
    path = ROOT / "README.md"
    path.write_text(with_table(path.read_text()))
