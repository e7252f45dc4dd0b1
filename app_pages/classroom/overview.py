"""What a class has drawn and what is read of it, as it comes in."""

import numpy as np
import streamlit as st

from app_pages.figures.confusion import answer_name, show_confusion
from app_pages.figures.html import facts_html
from app_pages.figures.sheet import show_sheet
from app_pages.figures.text import percent, share
from app_pages.visit.networks import Network, changed_at, load
from mnist_core.classroom.folder import CLASSES, SECONDS, Classroom
from mnist_core.classroom.reading import Overview, Read, Reader
from mnist_core.recognition.card import ON_MNIST

_HARDEST = 18


def look(classroom: Classroom, network: Network) -> Overview:
    """What there is of a class by now, as a network reads it.

    Raises:
        ClassroomError: the class has ended.
        ModelError: the network's file is damaged or gone.
    """
    reader = _reader(classroom.code, network.key, changed_at(network.path), network)
    return reader.look(classroom, _HARDEST)


@st.cache_resource(show_spinner=False, max_entries=2 * CLASSES, ttl=SECONDS)
def _reader(code: str, key: str, changed: int, _network: Network) -> Reader:
    return Reader(load(_network))


def forget_readings() -> None:
    """Keep nothing of any class in memory; what goes on is read again."""
    _reader.clear()


def show_counts(seen: Overview) -> None:
    """Show how many digits there are, from how many pupils, and how many are read right."""
    facts = {
        "Digits": f"{seen.drawings:,}",
        "Pupils who have drawn": f"{seen.pupils} of {seen.joined}",
        "Read right": share(seen.right / seen.drawings) if seen.drawings else "–",
    }
    st.html(facts_html(facts))


def show_matrices(seen: Overview, network: Network) -> None:
    """Show which digits are read as which: the class's, and MNIST's beside them.

    Args:
        seen: the class.
        network: that has read it.
    """
    with st.container(key="class_matrices"):
        with st.container():
            st.header("Our digits", anchor=False)
            show_confusion(seen.confusion, "class_own")
        with st.container():
            st.header("MNIST’s test digits", anchor=False)
            if network.card.data.name in ON_MNIST:
                show_confusion(network.card.test.confusion, "class_mnist")
            else:
                st.caption("The network in use was not measured on MNIST digit by digit.")


def show_hardest(hardest: list[Read]) -> None:
    """Show the hardest drawings and what was read of them."""
    st.header("Our hardest digits", anchor=False)
    st.caption(
        "Below each: what it was to be, what it was read as, and how sure the network was of that."
        if hardest
        else "They will be shown here."
    )
    captions = [
        f"{each.label} as {answer_name(each.answer)}\n{percent(each.certainty)}" for each in hardest
    ]
    show_sheet(
        np.array([each.picture for each in hardest], np.uint8),
        [each.replace("\n", ", ") for each in captions],
        label=f"{len(hardest)} digits of your class, the hardest first",
        key="class_hardest",
        captions=captions,
    )
