"""Train a network of one's own; watch it learn, and see what came of it."""

import streamlit as st

from app_pages.figures.top import show_from_top
from app_pages.train.address import close_run
from app_pages.train.form import show_new_run
from app_pages.train.results import show_results
from app_pages.train.run import show_delete, show_run
from app_pages.train.settings import describe_settings
from app_pages.train.table import show_runs
from app_pages.visit.links import draw_with, take_back
from app_pages.visit.networks import card_of_run, key_of
from app_pages.visit.place import keep_place
from app_pages.visit.runs import own_run, own_runs, title
from mnist_core import runs
from mnist_core.evaluation import is_at_chance


def show_all() -> None:
    """What can be trained, and what has been."""
    st.title("Train a network", anchor=False)
    show_new_run()
    show_runs(own_runs())


def show_one(run: runs.Run) -> None:
    """One run, from its start to its results."""
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.button("All runs", icon=":material/arrow_back:", type="tertiary", on_click=close_run)
        show_delete(run)
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.title(title(run), anchor=False, width="content")
        card = card_of_run(run)
        if card is not None and st.button(
            "Draw with it",
            type="secondary" if is_at_chance(card.test) else "primary",
            icon=":material/draw:",
            key="train_use",
        ):
            draw_with(key_of(run))
    st.caption(describe_settings(run))
    show_run(run)
    evaluated = run.status.state == "stopped" and (run.path / "model.json").exists()
    if evaluated or run.status.state == "finished":
        show_results(run)


origin = take_back()
if origin is not None and "run" not in st.query_params:  # Streamlit has taken it out on the way
    st.query_params.from_dict(origin.query)
name = st.query_params.get("run")
chosen = own_run(name) if name else None
if chosen is not None:
    show_one(chosen)
else:
    if name:
        st.warning("There is no such run: it may have been deleted, or belong to somebody else.")
        close_run()
    show_all()
show_from_top(chosen.name if chosen else None, key="train_top")
keep_place(f"run {name}" if chosen else "all runs", returned=origin is not None)
