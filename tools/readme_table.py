"""Write README's table of figures from models/*.json.

python -m tools.readme_table
"""

import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_PART = re.compile(r"(<!-- figures -->\n).*?(<!-- end of figures -->)", re.DOTALL)


def table() -> str:
    """The figures of all published networks, the best on drawings last."""
    cards = {path.stem: json.loads(path.read_text()) for path in (ROOT / "models").glob("*.json")}
    widths = ("10", "20", "32")
    lines = [
        "| network | parameters | MNIST's test digits | drawings, thin pen | medium | thick "
        "| sure of | right when sure |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, card in sorted(cards.items(), key=lambda item: _on_drawings(item[1])):
        drawings = card.get("drawings", {})
        cells = [f"`{name}`", f"{card['parameters']:,}", f"{card['test']['accuracy']:.2%}"]
        found = [drawings.get("accuracy", {}).get(width) for width in widths]
        found += [drawings.get("sure"), drawings.get("sure_accuracy")]
        cells += ["–" if each is None else f"{each:.1%}" for each in found]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _on_drawings(card: dict[str, Any]) -> float:
    """The parts of drawings read right, summed over the pens; 0 where nobody measured them."""
    return float(sum(card.get("drawings", {}).get("accuracy", {"": 0.0}).values()))


def with_table(readme: str) -> str:
    """The README with the table as the models' figures are now."""
    return _PART.sub(lambda part: part[1] + table() + part[2], readme)


if __name__ == "__main__":
    path = ROOT / "README.md"
    path.write_text(with_table(path.read_text()))
