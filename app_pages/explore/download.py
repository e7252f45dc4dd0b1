"""MNIST is not here: what that means, and the ways on."""

import streamlit as st

from app_pages.explore.address import ask
from app_pages.visit.errors import tell
from mnist_core.data.mnist import fetch_mnist, find_mnist
from mnist_core.errors import DatasetError

_BYTES = 11_490_434


class _Bar:
    """A download's progress as Streamlit's bar; the library counts the bytes."""

    def __init__(self) -> None:
        self.total: float | None = _BYTES
        self._done = 0.0
        self._bar = st.progress(0.0, "Downloading MNIST …")

    def update(self, n: float = 1) -> None:
        self._done += n
        self._bar.progress(min(self._done / (self.total or _BYTES), 1.0), "Downloading MNIST …")

    def reset(self) -> None:
        self._done = 0.0

    def close(self) -> None:
        self._bar.empty()


def offer_mnist(need: str, *, generated: bool, key: str) -> None:
    """Say what MNIST is needed for, and offer to download it.

    Args:
        need: a sentence that says what it is needed for.
        generated: whether generated digits would do.
        key: tells its button from others of the page.
    """
    if find_mnist() is not None:  # it is there, and damaged: an error has said so
        return
    st.info(f"{need} MNIST is not on this server yet: it is 11 MB, and is downloaded once.")
    with st.container(horizontal=True):
        wanted = st.button("Download MNIST", icon=":material/download:", type="primary", key=key)
        if generated:
            wish = {"source": "generated", "digit": None}  # the digit was one of MNIST's
            st.button("Show generated digits", on_click=ask, kwargs=wish)
    if wanted:
        try:
            fetch_mnist(_Bar())
        except DatasetError as error:
            st.error(f"It could not be downloaded: {tell(error)}")
        else:
            st.rerun()
