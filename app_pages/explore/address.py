"""What is chosen on the Explore page stands in its address, so that it can be linked to.

Each run of the page gives the widgets their values from the address. When a visitor changes one,
its callback notes the wish with ``ask``. The run that follows shows what was wished, and writes all
of it to the address at once with ``tell``: one change is one entry in the browser's history. An
address that was incomplete is completed in its place.

An address may ask for what is not there. Then the default is shown, and a warning.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from app_pages.visit.digits import is_name
from app_pages.visit.replace import replace_query

_ASKED = "explore_asked"  # what is to be shown, where that is not in the address yet
_CHOSEN = "explore_chosen"  # whether the visitor has just asked for it
_KEPT = "explore_kept"  # of each section, its address when it was last shown; the latest last
_SHOWN = "explore_shown"  # what the address is to say, once the run knows
_SECTION = "explore_show"


def asked(name: str, options: Collection[str], default: str, *, expected: str | None = None) -> str:
    """Which of the options the address asks for; the default, and a word, where it is none.

    The word stands where this is called first, and is said once. It lists the options, or says
    what is expected.
    """
    value = _all_asked().get(name)
    if value is None or value in options:
        return default if value is None else value
    _refuse(name, expected or ", ".join(options))
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
    widget(label, options, format_func=options.get, **_bound(name, value, *ends), **rest)


def asked_number(name: str, count: int, default: int) -> int:
    """Which number from 0 to ``count`` - 1 the address asks for, as ``asked`` does."""
    value = _all_asked().get(name)
    if value is None:
        return default
    if re.fullmatch(r"[0-9]{1,9}", value) and int(value) < count:
        return int(value)
    _refuse(name, f"0 to {count - 1}")
    return default


def choose_number(label: str, name: str, count: int, value: int, **rest: Any) -> None:
    """Show a field for a number from 0 to ``count`` - 1 that goes into the address."""
    st.number_input(label, 0, count - 1, step=1, **_bound(name, value), **rest)


def asked_parts(name: str, options: Collection[str], default: tuple[str, ...]) -> str:
    """Which of the options the address asks for at once, such as "layers.filters", as ``asked``.

    None of them is "none".
    """
    value = _all_asked().get(name)
    if value is None:
        return _joined(default)
    parts = value.split(".")
    if value == _joined(()) or (set(parts) <= set(options) and len(set(parts)) == len(parts)):
        return value
    _refuse(name, f"some of {', '.join(options)}, with dots between them")
    return _joined(default)


def fold(title: str, name: str, part: str, opened: str) -> ExpanderContainer:
    """Show a part of the page that folds; which are open goes into the address.

    Args:
        title: what the part is called.
        name: what the address calls the parts that are open.
        part: what it calls this one.
        opened: those that are open, as ``asked_parts`` gives them.
    """
    key = f"explore_fold_{part}"
    parts = opened.split(".")
    st.session_state[key] = part in parts
    others = [each for each in parts if each not in (part, _joined(()))]
    return st.expander(title, key=key, on_change=_fold, args=(key, name, part, others))


def _fold(key: str, name: str, part: str, others: list[str]) -> None:
    opened = _joined((*others, part) if st.session_state[key] else others)
    _ask({name: opened})  # it is no entry of its own in the browser's history


def _joined(parts: Sequence[str]) -> str:
    return ".".join(parts) or "none"


def choose_section(sections: Mapping[str, str], default: str) -> str:
    """Show what the page can show, and which of it does: once, at its beginning."""
    st.session_state.pop(_SHOWN, None)
    st.session_state[_SECTION] = asked("show", sections, default)
    st.segmented_control(
        "Show",
        list(sections),
        format_func=sections.__getitem__,
        key=_SECTION,
        on_change=_open,
        required=True,
        label_visibility="collapsed",
        width="stretch",
    )
    return str(st.session_state[_SECTION])


def ask(**parameters: str | int | None) -> None:
    """Have the visitor's wish shown, besides what is asked for already; None ends a wish."""
    st.session_state[_CHOSEN] = True
    _ask(parameters)


def _ask(parameters: Mapping[str, str | int | None]) -> None:
    wanted = {**_all_asked(), **parameters}
    st.session_state[_ASKED] = {k: str(v) for k, v in wanted.items() if v is not None}


def tell(**parameters: str | int) -> None:
    """Have the address say what is shown, besides what was asked for, and keep it."""
    _ask(parameters)
    shown = st.session_state.pop(_ASKED)
    st.session_state[_SHOWN] = shown
    if st.session_state.pop(_CHOSEN, False) and shown != st.query_params.to_dict():
        st.query_params.from_dict(shown)
    kept = st.session_state.setdefault(_KEPT, {})
    section = st.session_state[_SECTION]
    kept.pop(section, None)
    kept[section] = shown


def complete_address() -> str:
    """Have the browser's address say what is shown, and give it: once, at the page's end."""
    if _SHOWN not in st.session_state:  # the section has nothing to tell
        tell()
    shown = st.session_state[_SHOWN]
    said = shown == st.query_params.to_dict()  # by an entry of its own, or from the beginning
    query = urlencode(shown)
    replace_query("explore", None if said else query)
    return query


def _all_asked() -> dict[str, str]:
    """What is to be shown.

    An address that asks for nothing is the link to the page. One with the name of a digit is the
    Draw page's, which Streamlit leaves in the history on the way there. Both lead to what was
    looked at last.
    """
    if _ASKED in st.session_state:
        return dict(st.session_state[_ASKED])
    address = st.query_params.to_dict()
    kept = st.session_state.get(_KEPT)
    if kept and (not address or is_name(address.get("digit", ""))):
        return dict(next(reversed(kept.values())))
    return address


def _open() -> None:
    section = st.session_state[_SECTION]
    kept = st.session_state.get(_KEPT, {}).get(section, {})
    st.session_state[_ASKED] = kept | {"show": section}
    st.session_state[_CHOSEN] = True


def _bound(name: str, value: str | int, *ends: str) -> dict[str, Any]:
    """What has a widget show a value, and a change of it be asked for."""
    section = st.session_state[_SECTION]
    key = f"explore_{section}_{name}"
    st.session_state[key] = value
    return {"key": key, "on_change": _write, "args": (section, key, name, *ends)}


def _write(section: str, key: str, name: str, *ends: str) -> None:
    # A run that was cut short leaves widgets of another section behind: their change is nobody's.
    if section == st.session_state[_SECTION] and key in st.session_state:
        ask(**{**dict.fromkeys(ends), name: st.session_state[key]})


def _refuse(name: str, expected: str) -> None:
    st.warning(f"The address asks for what is not there: its “{name}” can be {expected}.")
    _ask({name: None})
