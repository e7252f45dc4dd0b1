"""The choice of what to train, and how."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import streamlit as st

from app_pages.figures.sketch import show_sketch
from app_pages.figures.text import duration, typeset
from app_pages.visit.errors import tell
from app_pages.visit.networks import card_of
from app_pages.visit.visitor import limits, owner
from mnist_core import places
from mnist_core.data import catalogue
from mnist_core.data.mnist import find_mnist
from mnist_core.errors import MnistCoreError
from mnist_core.networks.architectures import ARCHITECTURES
from mnist_core.networks.config import Range, TrainingConfig, default_config
from mnist_core.recognition.card import Card
from mnist_core.training import control
from mnist_core.training.estimate import estimate_seconds
from mnist_core.training.limits import granted_ranges

_MODEL = "cnn"  # good in under a minute
_WIDTH = 164  # pixels: four fields a row, and two on a phone
_KEPT = "train_kept"  # Streamlit forgets a widget's value when its page is left


@dataclass(frozen=True)
class _Number:
    """A field for a number.

    Attributes:
        label: what people call the setting.
        help: what it does.
        step: by which its buttons change it.
    """

    label: str
    help: str
    step: float


# A number out of range is refused here and not by its field: a browser paints such a field red and
# tells nobody.
_NUMBERS = {
    "epochs": _Number("Epochs", "How often every training digit is seen.", 1),
    "batch_size": _Number("Batch size", "Digits between two corrections of the weights.", 16),
    "learning_rate": _Number(
        "Learning rate", "How large a correction is, at its largest, for the optimizer Adam.", 1e-4
    ),
    "validation_split": _Number(
        "Validation split",
        "The part of the training digits that the network does not learn from.",
        0.05,
    ),
    "seed": _Number(
        "Seed", "Where all chance starts from: the same seed gives the same network.", 1
    ),
}
_DATA_HELP = (
    "MNIST: 60,000 digits to train on and 10,000 to test on, by about 500 writers. "
    "Generated digits: as many that this program writes, with no need of the internet. "
    "MNIST + drawings: MNIST; digits, letters and signs that people wrote with a pen; and digits, "
    "shapes and scribbles that this program draws. What is no digit is learnt as such."
)
_AUGMENT_HELP = "Turn, bend, slant, thicken and thin each digit at random, as hands do."


def show_new_run() -> None:
    """Show the choice, and start what was chosen."""
    model = _kept("model", st.selectbox, "Network", options=list(ARCHITECTURES), default=_MODEL)
    card = card_of(model)
    st.caption(_about(model, card))
    if card is not None:
        show_sketch(card.layers)
    recipe = _recipe(model)
    ranges = granted_ranges(limits())
    settings = _show_settings(recipe, ranges)
    if lacks := _lacks(model):
        st.caption(lacks)
    wrong = [
        f"{_NUMBERS[name].label} must be {ranges[name]}."
        for name in _NUMBERS
        if not _fits(settings[name], ranges[name])
    ]
    _show_start(recipe, settings, wrong, card)


def _recipe(model: str) -> TrainingConfig:
    """A network's own recipe, as far as this server can follow it."""
    recipe = default_config(model)
    data_sets = _data_sets()
    wanted = recipe.data if recipe.data in data_sets else "mnist"
    data = wanted if _mnist_is_here() else "generated"
    epochs = min(recipe.epochs, int(granted_ranges(limits())["epochs"].most))
    return default_config(model, data=data, epochs=epochs)


def _mnist_is_here() -> bool:
    found = find_mnist()
    return found is not None and found.exists()


def _data_sets() -> dict[str, str]:
    """The data sets that can be had, with their titles: what MNIST_PATH names is not downloaded."""
    sets = catalogue.available()
    if find_mnist() is not None and not _mnist_is_here():
        return {"generated": sets["generated"]}
    return sets


def _lacks(model: str) -> str | None:
    """What a network's recipe asks for that is not on this server, and what is done without it."""
    wanted = default_config(model).data
    if not _mnist_is_here():
        gets = (
            " Choose MNIST to have it downloaded first: it is 11 MB."
            if "mnist" in _data_sets()
            else ""
        )
        return f"MNIST is not on this server: generated digits are chosen instead.{gets}"
    if wanted not in catalogue.available():
        return (
            "It is meant to learn from drawings as well, and what is no digit: for that the "
            "server needs pen strokes (README tells which). Without them it learns digits only."
        )
    return None


def _show_settings(recipe: TrainingConfig, ranges: Mapping[str, Range]) -> dict[str, Any]:
    """The settings of a training, each as the network's own recipe has it unless it is changed.

    A number may be None, where the field is empty, or out of its range: the field says so then.
    """
    data_sets = _data_sets()

    def kept(name: str, widget: Callable[..., Any], label: str, **options: Any) -> Any:
        name, default = f"{recipe.architecture}_{name}", getattr(recipe, name)
        return _kept(name, widget, label, default=default, **options)

    settings: dict[str, Any] = {}
    with st.container(horizontal=True):
        with st.container(width=_WIDTH):
            settings["data"] = kept(
                "data",
                st.selectbox,
                "Data",
                options=list(data_sets),
                format_func=data_sets.get,
                help=_DATA_HELP,
            )
        for name, number in _NUMBERS.items():
            with st.container(width=_WIDTH, gap=None):
                settings[name] = kept(
                    name,
                    st.number_input,
                    number.label,
                    value=None,
                    step=number.step,
                    format="%d" if isinstance(number.step, int) else "%g",
                    help=number.help,
                )
                st.html(_range_html(settings[name], ranges[name]))
        with st.container(width=_WIDTH, key="train_toggle"):
            settings["augment"] = kept("augment", st.toggle, "Augmentation", help=_AUGMENT_HELP)
    return settings


def _fits(value: float | None, allowed: Range) -> bool:
    return value is not None and value in allowed


def _range_html(value: float | None, allowed: Range) -> str:
    """A field's range; what is out of it is told as an error."""
    if _fits(value, allowed):
        return f'<div class="range">{escape(str(allowed))}</div>'
    return f'<div class="range wrong" role="alert">must be {escape(str(allowed))}</div>'


def _show_start(
    recipe: TrainingConfig, settings: Mapping[str, Any], wrong: list[str], card: Card | None
) -> None:
    """The buttons that start what was chosen, or take it back; and how long it takes."""
    with st.container(horizontal=True, vertical_alignment="center"):
        # Not on_click: its arguments would be those of before a number that was typed just now.
        started = st.button(
            "Start training",
            type="primary",
            icon=":material/play_arrow:",
            disabled=bool(wrong),
        )
        st.button(
            "Back to the recipe",
            icon=":material/undo:",
            key="train_recipe",
            on_click=_take_back,
            args=(recipe,),
            disabled=all(getattr(recipe, name) == value for name, value in settings.items()),
            help="Set all as the network's own recipe has it.",
        )
    if wrong:
        st.caption(" ".join(wrong))
        return
    config = replace(recipe, **settings)
    st.caption(_time(config, card))
    if started:
        _start(config)


def _take_back(recipe: TrainingConfig) -> None:
    """Give each setting of a network its recipe's value."""
    kept = st.session_state[_KEPT]
    for name in ("data", "augment", *_NUMBERS):
        name, value = f"{recipe.architecture}_{name}", getattr(recipe, name)
        st.session_state[f"train_{name}"] = kept[name] = value


def _kept(
    name: str, widget: Callable[..., Any], label: str, *, default: Any, **options: Any
) -> Any:
    """Show a widget with the value that it had last; its value."""
    kept = st.session_state.setdefault(_KEPT, {})
    key = f"train_{name}"
    st.session_state.setdefault(key, kept.get(name, default))
    kept[name] = widget(label, key=key, **options)
    return kept[name]


def _about(model: str, card: Card | None) -> str:
    title = typeset(ARCHITECTURES[model].title)
    return title if card is None else f"{title}. {card.parameters:,} parameters."


def _time(config: TrainingConfig, card: Card | None) -> str:
    """About how long a training takes, by the card of the shipped network of its kind."""
    granted = limits()
    limit = f" At most {duration(granted.seconds)} on this server." if granted else ""
    seconds = estimate_seconds(config, [] if card is None else [card])
    if seconds is None:
        return limit
    return f"About {duration(seconds)} of training on two cores, and some seconds to start.{limit}"


def _start(config: TrainingConfig) -> None:
    """Start what was chosen and go to its run, or say why not."""
    try:
        run = control.start(config, places.runs_dir(), owner=owner(), limits=limits())
    except (MnistCoreError, OSError) as error:
        st.error(f"Not started: {tell(error)}")
    else:
        st.query_params["run"] = run.name
        st.rerun()
