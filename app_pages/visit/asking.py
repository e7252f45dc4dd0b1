"""What is asked of a run by a button, and what went wrong with it."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from app_pages.visit.errors import tell
from app_pages.visit.runs import own_run
from mnist_core import runs
from mnist_core.errors import MnistCoreError


def show_button(
    run: runs.Run,
    label: str,
    icon: str,
    act: Callable[[Path], None],
    *,
    disabled: bool = False,
    primary: bool = False,
) -> None:
    """Show a button that asks something of a run, if it is still there and the visitor's.

    Args:
        run: of whom it is asked.
        label: what the button says.
        icon: the name of a Material symbol.
        act: what is done with the run's folder; may raise an error of this program's or the disk's.
        disabled: whether it cannot be asked now.
        primary: whether it is what most would do.
    """
    st.button(
        label,
        type="primary" if primary else "secondary",
        icon=f":material/{icon}:",
        key=f"ask_{icon}_{run.name}",
        on_click=_ask,
        args=(run.name, act),
        disabled=disabled,
    )


def show_error(run: runs.Run) -> None:
    """Show why what was asked of a run last was not done, once."""
    if error := st.session_state.pop(_error_of(run.name), None):
        st.error(tell(error))


def _ask(name: str, act: Callable[[Path], None]) -> None:
    run = own_run(name)
    try:
        if run is not None:
            act(run.path)
    except (MnistCoreError, OSError) as error:
        st.session_state[_error_of(name)] = str(error)


def _error_of(name: str) -> str:
    return f"ask_error_{name}"
