"""A few runs compared: what tells them apart, and their curves laid over each other."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from html import escape

import streamlit as st

from app_pages.figures.curves import METRICS_DRAWN, MOST_RUNS, show_comparison
from app_pages.figures.text import counted
from app_pages.visit.errors import tell
from app_pages.visit.runs import began_from, data_title, titles
from mnist_core import runs
from mnist_core.errors import RunError
from mnist_core.networks.config import TrainingConfig
from mnist_core.training.config import config_of

_ANEW = "begun anew"


def show_compared(several: Sequence[runs.Run]) -> None:
    """Show what tells runs apart, and their curves laid over each other."""
    if len(several) > MOST_RUNS:
        st.caption(f"The first {MOST_RUNS} of them:")
    several = several[:MOST_RUNS]
    settings = {run.name: _settings(run, config) for run in several if (config := config_of(run))}
    if not any(each["begun"] != _ANEW for each in settings.values()):
        settings = {name: _without_begun(each) for name, each in settings.items()}
    called = name_by_settings(settings, titles(several))
    histories = {}
    for run in several:
        try:
            metrics = runs.read_metrics(run.path, METRICS_DRAWN)
            histories[called[run.name]] = metrics, run.status
        except RunError as error:
            st.error(tell(error))
    if settings:
        st.html(_settings_html(settings, called))
    with st.container(key="train_compared"):
        if histories:
            show_comparison(histories)


def name_by_settings(
    settings: Mapping[str, Mapping[str, str]], titles: Mapping[str, str]
) -> dict[str, str]:
    """What runs are called beside each other: by as few settings as tell them apart.

    Args:
        settings: of each run, by its name, its settings in words, those first that tell most.
        titles: of each run, of which settings may be unknown, a title that no other one has.

    Returns:
        By the runs' names: settings, and the title behind them where these are another run's too.
    """
    called = dict.fromkeys(settings, "")
    for setting in next(iter(settings.values()), {}):
        longer = {
            name: f"{called[name]}, {each[setting]}".removeprefix(", ")
            for name, each in settings.items()
        }
        if len(set(longer.values())) > len(set(called.values())):
            called = longer
    often = Counter(called.values())
    return {
        name: called[name]
        if name in called and often[called[name]] == 1
        else _with(called.get(name), title)
        for name, title in titles.items()
    }


def _with(words: str | None, title: str) -> str:
    return f"{words}: {title}" if words else title


def _settings_html(settings: Mapping[str, Mapping[str, str]], called: Mapping[str, str]) -> str:
    """The settings that differ and do not stand in the runs' names, a row a run; and the others."""
    alike = _common(settings.values())
    rows = ""
    for run, each in settings.items():
        named = called[run].split(", ")
        more = [words for name, words in each.items() if name not in alike and words not in named]
        if more:
            rows += f"<tr><th>{escape(called[run])}</th><td>{escape(', '.join(more))}</td></tr>"
    return (
        f'<table class="differing">{rows}</table>'
        f'<p class="alike">Alike in all: {escape(", ".join(alike.values())) or "nothing"}.</p>'
    )


def _common(settings: Collection[Mapping[str, str]]) -> dict[str, str]:
    """The settings that all share."""
    first = next(iter(settings))
    return {k: v for k, v in first.items() if all(each[k] == v for each in settings)}


def _without_begun(settings: Mapping[str, str]) -> Mapping[str, str]:
    """Settings but for what was begun from, which goes without saying where none is of teaching."""
    return {name: words for name, words in settings.items() if name != "begun"}


def _settings(run: runs.Run, config: TrainingConfig) -> Mapping[str, str]:
    """What a run trains and how, in words by setting."""
    first = began_from(run)
    return {
        "architecture": config.architecture,
        "begun": _ANEW if first is None else f"begun from {first}, taught drawings",
        "data": data_title(config.data),
        "epochs": counted(config.epochs, "epoch"),
        "batch_size": f"batch size {config.batch_size}",
        "learning_rate": f"learning rate {config.learning_rate:g}",
        "augment": "augmented" if config.augment else "not augmented",
        "validation_split": f"validation split {config.validation_split:g}",
        "seed": f"seed {config.seed}",
    }
