"""What the page's address names: the run that is shown, and the runs that are compared."""

from collections.abc import Sequence

import streamlit as st

_COMPARED = "train_compared"  # the address loses it when the page is left


def open_run(name: str) -> None:
    """Show a run."""
    st.query_params.pop("cell", None)  # of another one
    st.query_params["run"] = name


def close_run() -> None:
    """Show all runs again."""
    st.query_params.pop("run", None)
    st.query_params.pop("cell", None)


def compared() -> list[str]:
    """The names of the runs that are compared. They come from outside: there may be none such."""
    named = st.query_params.get("compare") or st.session_state.get(_COMPARED, "")
    return named.split(",")


def is_moved(ticked: Sequence[str]) -> bool:
    """Whether Back or Forward has changed which runs are compared, as long as that is not followed.

    Args:
        ticked: the names that are ticked now. Where these are new, the browser may not have had its
            new address yet: an old one is no wish then.
    """
    named, kept = st.query_params.get("compare", ""), st.session_state.get(_COMPARED, "")
    if named == kept or ",".join(ticked) != kept:
        return False
    st.session_state[_COMPARED] = named
    return True


def compare(names: Sequence[str]) -> None:
    """Have the runs of these names compared, here and when the page is entered again."""
    named = ",".join(names)
    st.session_state[_COMPARED] = named
    if named and st.query_params.get("compare") != named:
        st.query_params["compare"] = named
    elif not named:
        st.query_params.pop("compare", None)
