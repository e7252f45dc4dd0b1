"""Five lessons that can be done, one after the other. ``/learn?lesson=2`` opens the second."""

import re
from collections.abc import Callable
from typing import Literal

import streamlit as st

from app_pages.figures.top import show_from_top
from app_pages.learn import downhill, hand, numbers, sums, sure
from app_pages.visit.replace import replace_query

LESSONS: dict[str, Callable[[], None]] = {
    "A picture is numbers": numbers.show,
    "A network adds up": sums.show,
    "Learning is going downhill": downhill.show,
    "Sure is not right": sure.show,
    "Why 99 % on MNIST fails on your hand": hand.show,
}
_STEP = "learn_step"  # the widget's, so gone when the page is left
_KEPT = "learn_lesson"


def asked_lesson() -> int:
    """The number of the lesson that the address asks for; back on the page, of the last one."""
    value = st.query_params.get("lesson", st.session_state.get(_KEPT, "1"))
    if re.fullmatch(f"[1-{len(LESSONS)}]", value):
        return int(value)
    st.warning(f"There are lessons 1 to {len(LESSONS)}: this is the first.")
    return 1


def open_lesson(number: int | None = None) -> None:
    """Have a lesson shown, and the address say so; None is the one that was chosen."""
    st.query_params["lesson"] = str(number or st.session_state[_STEP])


def show_steps(number: int) -> None:
    """The lessons in a row, and which of them this is."""
    st.session_state[_STEP] = number
    st.segmented_control(
        "Lesson",
        list(range(1, len(LESSONS) + 1)),
        key=_STEP,
        on_change=open_lesson,
        required=True,
    )


def show_ways(number: int) -> None:
    """The ways to the lessons before and after."""
    titles = list(LESSONS)
    side: Literal["distribute", "right"] = "distribute" if number > 1 else "right"
    with st.container(horizontal=True, horizontal_alignment=side):
        if number > 1:
            st.button(
                titles[number - 2],
                icon=":material/arrow_back:",
                on_click=open_lesson,
                args=(number - 1,),
            )
        if number < len(LESSONS):
            st.button(
                titles[number],
                icon=":material/arrow_forward:",
                icon_position="right",
                type="primary",
                on_click=open_lesson,
                args=(number + 1,),
            )


number = asked_lesson()
title = list(LESSONS)[number - 1]
st.set_page_config(page_title=f"Lesson {number}: {title}")
st.session_state[_KEPT] = str(number)
show_steps(number)
st.title(title, anchor=False)
LESSONS[title]()
show_ways(number)
show_from_top(title, key="learn_top")
replace_query("learn", None if st.query_params.get("lesson") == str(number) else f"lesson={number}")
