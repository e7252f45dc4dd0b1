"""Figures with their names, as many beside each other as there is room for."""

from collections.abc import Mapping

_STYLE = """<style>
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.5rem, 1fr));
  gap: .5rem 1rem; margin: 0 !important; padding: 0 !important;
  font-variant-numeric: tabular-nums; }
.facts dt { font-size: .8rem; opacity: .7; font-weight: 400; }
.facts dd { margin: 0 !important; font-size: 1.05rem; white-space: nowrap; }
</style>"""


def in_html(facts: Mapping[str, str]) -> str:
    """Figures, by their names, as HTML."""
    listed = "".join(f"<div><dt>{name}</dt><dd>{fact}</dd></div>" for name, fact in facts.items())
    return f'{_STYLE}<dl class="facts">{listed}</dl>'
