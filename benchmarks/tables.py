"""How the benchmarks print their figures."""

from collections.abc import Sequence

from mnist_core.publishing.tables import Table


def print_table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table in Markdown, so that it can be quoted as it is."""
    print(f"\n{Table(title, head, rows)}", flush=True)
