"""The Explore page on one network: its card."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from app_pages.parts.address import ask, asked, choose
from app_pages.parts.confusion import show_confusion
from app_pages.parts.curves import show_history
from app_pages.parts.facts import in_html
from app_pages.parts.filters import show_filters
from app_pages.parts.mistakes import show_mistakes
from app_pages.parts.models import networks_or_stop
from app_pages.parts.reliability import show_reliability
from app_pages.parts.results import show_per_digit
from app_pages.parts.settings import choose_network
from app_pages.parts.sketch import show_sketch
from app_pages.parts.words import duration
from mnist_core.architectures import ARCHITECTURES
from mnist_core.catalogue import DATA_SETS
from mnist_core.errors import ModelError
from mnist_core.published import Published, read_published


def show_network() -> None:
    """Show all that is known of a network that comes with the program."""
    networks = networks_or_stop()
    titles = {name: name for name in networks}
    name = asked("network", titles, next(iter(titles)))
    ask(network=name)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        choose(st.selectbox, "Network", "network", titles, name, width=280)
        if st.button("Draw with it", type="primary", icon=":material/draw:"):
            choose_network(name)
            st.switch_page("app_pages/draw.py")
    card = networks[name].card
    _show_title(card)
    st.html(in_html(_figures(card)))
    _show_layers(card.get("layers", []))
    _show_training(name, card)
    show_confusion(card["test"]["confusion"], "explore")
    show_per_digit(card["test"])
    _show_reliability(card)
    published = _published(name)
    st.subheader("What it got wrong", anchor=False)
    if published is None:
        st.write("Not stored.")
    else:
        show_mistakes(published.probabilities, card["test"]["confusion"])
    st.subheader("What its first layer looks for", anchor=False)
    if published is None:
        st.write("Not stored.")
    else:
        show_filters(published.filters)


def _show_title(card: Mapping[str, Any]) -> None:
    known = ARCHITECTURES.get(card["architecture"])
    if known is not None:
        st.write(f"**{known.title}.**  \n{known.origin}.")


def _figures(card: Mapping[str, Any]) -> dict[str, str]:
    drawings = card.get("drawings", {}).get("accuracy", {})
    return {
        "MNIST’s test digits": f"{card['test']['accuracy']:.2%}",
        **{f"Drawings, pen {width}": f"{share:.1%}" for width, share in drawings.items()},
        "Test loss": f"{card['test']['loss']:.4f}",
        "Parameters": f"{card['parameters']:,}",
        "Size": f"{card['bytes'] / 1e6:.2f} MB",
        "A digit takes": f"{card['milliseconds']:.2g} ms"
        if "milliseconds" in card
        else "not timed",
    }


def _show_layers(layers: Sequence[dict[str, Any]]) -> None:
    st.subheader("Layers", anchor=False)
    show_sketch(layers)
    with st.expander("As a table"):
        branched = any("branch" in layer for layer in layers)
        st.table(
            [
                {
                    **({"Branch": layer["branch"]} if branched else {}),
                    "Layer": f"{layer['kind']} {layer['setting']}".strip(),
                    "Gives": " × ".join(map(str, layer["shape"])),
                    "Parameters": f"{layer['parameters']:,}",
                }
                for layer in layers
            ]
        )


def _show_training(name: str, card: Mapping[str, Any]) -> None:
    st.subheader("Training", anchor=False)
    st.write(_training_in_words(card))
    history = card.get("history", {})
    if history.get("loss") and history.get("accuracy"):
        show_history(history, card["config"]["epochs"], key=name)
    else:
        st.write("Its curves are not stored.")


def _training_in_words(card: Mapping[str, Any]) -> str:
    config = card["config"]
    data = DATA_SETS.get(card["data"]["name"], "Digits of its own")
    held_out = config["validation_split"]
    words = [
        f"{data}, {config['epochs']} epochs in batches of {config['batch_size']}",
        f"Adam with a learning rate of {config['learning_rate']:g}, {config['schedule']}",
        "digits changed at random" if config["augment"] else "digits as they are",
        *(["averaged weights"] if config.get("average_weights") else []),
        f"{held_out:.0%} held out to validate" if held_out else "nothing held out",
        f"seed {config['seed']}",
    ]
    versions = card["versions"]
    return (
        f"{'; '.join(words)}. It took {duration(card['seconds'])} and ended on {card['date']}, "
        f"with Keras {versions['keras']} on TensorFlow {versions['tensorflow']}."
    )


def _show_reliability(card: Mapping[str, Any]) -> None:
    st.subheader("How much its probabilities are worth", anchor=False)
    test, drawings = card["test"], card.get("drawings", {})
    measured = {
        "Test digits": (test.get("reliability"), test["calibration_error"]),
        "Drawings": (
            drawings.get("reliability"),
            drawings.get("calibration_error", {}).get("all", 0.0),
        ),
    }
    known = {title: each for title, each in measured.items() if each[0]}
    if not known:
        st.write("Not stored.")
        return
    for column, (title, (reliability, error)) in zip(st.columns(2), known.items(), strict=False):
        with column:
            show_reliability(reliability, title, error)
    st.caption(
        "On the dashed line, answers that it is 70 % sure of are right 7 times in 10; below it, it "
        "is surer than it should be. The larger a point, the more answers. The calibration error "
        "is how far they lie from the line on average."
    )


def _published(name: str) -> Published | None:
    try:
        return read_published(name)
    except ModelError:
        return None
