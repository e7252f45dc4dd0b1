"""What is chosen on the Explore page stands in its address, so that it can be linked to.

The address is where a choice is kept: each run gives the widgets their values from it, and what a
visitor changes goes into it. What a wrong address asks for is not believed.
"""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

import streamlit as st

_KEPT = "explore_kept"  # of each section, its part of the address when it was last shown


def asked(name: str, options: Collection[str], default: str) -> str:
    """Which of the options the address asks for; the default, and a word, where it is none.

    The word stands where this is called first, and is said once.
    """
    value = st.query_params.get(name)
    if value is None or value in options:
        return default if value is None else value
    _refuse(name, ", ".join(options))
    return default


def choose(
    widget: Callable[..., str],
    label: str,
    name: str,
    options: Mapping[str, str],
    value: str,
    *,
    ends: tuple[str, ...] = (),
    **rest: Any,
) -> None:
    """Show a widget whose choice goes into the address.

    Args:
        widget: such as ``st.selectbox``.
        label: what the widget is called.
        name: what the address calls it.
        options: what can be chosen, and its title.
        value: what is chosen, as ``asked`` gives it.
        ends: what else the address asks for that does not outlive a change.
        rest: for the widget.
    """
    st.session_state[_key(name)] = value
    widget(
        label,
        options,
        format_func=options.get,
        key=_key(name),
        on_change=_write,
        args=(name, *ends),
        **rest,
    )


def asked_number(name: str, count: int, default: int) -> int:
    """Which number from 0 to ``count`` - 1 the address asks for, as ``asked`` does."""
    value = st.query_params.get(name)
    if value is None:
        return default
    if re.fullmatch(r"[0-9]{1,9}", value) and int(value) < count:
        return int(value)
    _refuse(name, f"0 to {count - 1}")
    return default


def choose_number(label: str, name: str, count: int, value: int, **rest: Any) -> None:
    """Show a field for a number from 0 to ``count`` - 1 that goes into the address."""
    st.session_state[_key(name)] = value
    st.number_input(
        label, 0, count - 1, step=1, key=_key(name), on_change=_write, args=(name,), **rest
    )


def choose_section(sections: Mapping[str, str], default: str) -> str:
    """Show what the page can show, and which of it does."""
    st.session_state[_key("show")] = asked("show", sections, default)
    return st.segmented_control(
        "Show",
        sections,
        format_func=sections.get,
        key=_key("show"),
        on_change=_open,
        required=True,
        label_visibility="collapsed",
        width="stretch",
    )


def keep_section(section: str) -> None:
    """Have a section, once it has been shown, be found again as it is."""
    st.session_state.setdefault(_KEPT, {})[section] = st.query_params.to_dict()


def ask(**parameters: str | int | None) -> None:
    """Have the address ask for something else, besides what it asks for already; None ends it."""
    wanted = st.query_params.to_dict() | parameters
    st.query_params.from_dict({k: str(v) for k, v in wanted.items() if v is not None})


def _open() -> None:
    section = st.session_state[_key("show")]
    st.query_params.from_dict(st.session_state[_KEPT].get(section, {}) | {"show": section})


def _write(name: str, *ends: str) -> None:
    ask(**{**dict.fromkeys(ends), name: st.session_state[_key(name)]})


def _key(name: str) -> str:
    return f"explore_{name}"


def _refuse(name: str, expected: str) -> None:
    st.warning(f"The address asks for what is not there: its “{name}” can be {expected}.")
    del st.query_params[name]
