"""The choice of what to train, and how."""

from typing import Any

import streamlit as st

from app_pages.figures.sketch import show_sketch
from app_pages.figures.text import duration
from app_pages.visit.errors import tell
from app_pages.visit.networks import card_of
from app_pages.visit.visitor import limits, owner
from mnist_core import places
from mnist_core.data import catalogue
from mnist_core.errors import MnistCoreError
from mnist_core.networks.architectures import ARCHITECTURES
from mnist_core.networks.config import default_config
from mnist_core.recognition.card import Card
from mnist_core.training import control

_MODEL = "cnn"  # good in under a minute
_BATCH_SIZES = [16, 32, 64, 128, 256, 512]
_WIDTH = 164  # pixels: four fields a row, and two on a phone
_DATA_HELP = (
    "MNIST: 60,000 digits to train on and 10,000 to test on, by about 500 writers. "
    "Generated digits: as many that this program writes, with no need of the internet. "
    "MNIST + drawings: MNIST, pen strokes, generated digits, and letters and scribbles that are "
    "no digit."
)
_KEPT = "train_kept"  # Streamlit forgets a widget's value when its page is left


def show_new_run() -> None:
    """Show the choice, and start what was chosen."""
    model = _kept("model", st.selectbox, "Network", options=list(ARCHITECTURES), default=_MODEL)
    card = card_of(model)
    st.caption(_about(model, card))
    if card is not None:
        show_sketch(card.layers)
    settings = _show_settings(model)
    if default_config(model).data not in catalogue.available():
        st.caption(
            "It is meant to learn from drawings as well, and what is no digit: for that the "
            "server needs pen strokes (README tells which). Without them it learns digits only."
        )
    left, right = st.columns([1, 2], vertical_alignment="center")
    # Not on_click: its arguments would be those of before a number that was typed just now.
    started = left.button(
        "Start training", type="primary", icon=":material/play_arrow:", width="stretch"
    )
    right.caption(_time(card, settings))
    if started:
        _start(model, settings)


def _show_settings(model: str) -> dict[str, Any]:
    """The settings of a training, each as the network's own recipe has it unless it is changed."""
    recipe = default_config(model)
    data_sets = catalogue.available()
    granted = limits()
    most = 500 if granted is None else granted.epochs

    def field(name: str, widget: Any, label: str, **options: Any) -> Any:
        default = options.pop("default", getattr(recipe, name))
        return _kept(f"{model}_{name}", widget, label, default=default, width=_WIDTH, **options)

    with st.container(horizontal=True, vertical_alignment="bottom"):
        return {
            "data": field(
                "data",
                st.selectbox,
                "Data",
                options=list(data_sets),
                format_func=data_sets.get,
                default=recipe.data if recipe.data in data_sets else next(iter(data_sets)),
                help=_DATA_HELP,
            ),
            "epochs": field(
                "epochs",
                st.number_input,
                "Epochs",
                min_value=1,
                max_value=most,
                default=min(recipe.epochs, most),
                help="How often every training digit is seen.",
            ),
            "batch_size": field(
                "batch_size",
                st.selectbox,
                "Batch size",
                options=sorted({*_BATCH_SIZES, recipe.batch_size}),
                help="Digits between two corrections of the weights.",
            ),
            "learning_rate": field(
                "learning_rate",
                st.number_input,
                "Learning rate",
                min_value=0.00001,
                max_value=1.0,
                step=0.0001,
                format="%g",
                help="How large a correction is, at its largest, for the optimizer Adam.",
            ),
            "validation_split": field(
                "validation_split",
                st.number_input,
                "Validation split",
                min_value=0.0,
                max_value=0.5,
                step=0.05,
                format="%g",
                help="The part of the training digits that the network does not learn from.",
            ),
            "seed": field(
                "seed",
                st.number_input,
                "Seed",
                min_value=0,
                max_value=2**32 - 1,
                help="Where all chance starts from: the same seed gives the same network.",
            ),
            "augment": field(
                "augment",
                st.toggle,
                "Augmentation",
                help="Turn, bend, slant, thicken and thin each digit at random, as hands do.",
            ),
        }


def _kept(name: str, widget: Any, label: str, *, default: Any, **options: Any) -> Any:
    """Show a widget with the value that it had last; its value."""
    kept = st.session_state.setdefault(_KEPT, {})
    key = f"train_{name}"
    st.session_state.setdefault(key, kept.get(name, default))
    kept[name] = widget(label, key=key, **options)
    return kept[name]


def _about(model: str, card: Card | None) -> str:
    title = ARCHITECTURES[model].title
    return title if card is None else f"{title}. {card.parameters:,} parameters."


def _time(card: Card | None, settings: dict[str, Any]) -> str:
    """About how long it takes, where the shipped network of its kind was trained alike."""
    granted = limits()
    limit = f" At most {duration(granted.seconds)} on this server." if granted else ""
    alike = ("batch_size", "augment", "data")
    if card is None or any(getattr(card.config, name) != settings[name] for name in alike):
        return limit
    seconds = card.seconds * settings["epochs"] / card.config.epochs
    return f"About {duration(seconds)} of training on two cores, and some seconds to start.{limit}"


def _start(architecture: str, settings: dict[str, Any]) -> None:
    """Start what was chosen and go to its run, or say why not."""
    try:
        config = default_config(architecture, **settings)
        run = control.start(config, places.runs_dir(), owner=owner(), limits=limits())
    except (MnistCoreError, OSError) as error:
        st.error(f"Not started: {tell(error)}")
    else:
        st.query_params["run"] = run.name
        st.rerun()
