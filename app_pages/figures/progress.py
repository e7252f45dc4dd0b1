"""How far a run is: what it does, a bar, figures, and what is wrong with it."""

import math
from collections.abc import Mapping
from html import escape

from app_pages.figures.html import facts_html
from app_pages.figures.phase import Phase, describe, part_done
from mnist_core import runs


def progress_html(run: runs.Run, now: Phase, facts: Mapping[str, str], fault: str = "") -> str:
    """A run's progress as HTML.

    Args:
        run: the run.
        now: what it does.
        facts: its figures, by their names.
        fault: what is wrong with it, or "".
    """
    done = part_done(run.status)
    return (
        f'<div class="run-words" role="status">{escape(describe(run, now))}</div>'
        f'<div class="run-track" role="progressbar" aria-label="Progress" aria-valuemin="0" '
        f'aria-valuemax="100" aria-valuenow="{math.floor(done * 100)}">'
        f'<div style="width:{done:.2%}"></div></div>{facts_html(facts)}'
        f'<div class="run-fault" role="status">{escape(fault)}</div>'
    )
