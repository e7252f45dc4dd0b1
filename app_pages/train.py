"""Train a network of one's own; watch it learn, and see what came of it."""

import streamlit as st

from app_pages.parts.compare import open_run, show_comparison_table
from app_pages.parts.new_run import show_new_run
from app_pages.parts.results import show_results
from app_pages.parts.run import show_run
from app_pages.parts.visitor import own_run, own_runs, remember_visitor
from mnist_core import runs


def show_all() -> None:
    """What can be trained, and what has been."""
    st.header("Train a network", anchor=False)
    own = own_runs()
    for run in own:
        if run.status.state not in runs.AT_REST:
            st.button(
                f"{run.config.get('model')} is {run.status.state}: watch",
                key=f"train_watch_{run.name}",
                icon=":material/monitoring:",
                on_click=open_run,
                args=(run.name,),
            )
    show_new_run()
    show_comparison_table(own)


def show_one(run: runs.Run) -> None:
    """One run, from its start to its results."""
    config = run.config
    st.button(
        "All runs", icon=":material/arrow_back:", type="tertiary", on_click=st.query_params.clear
    )
    st.header(str(config.get("model")), anchor=False)
    st.caption(
        f"{run.name}: {config.get('epochs')} epochs of batches of {config.get('batch_size')}, "
        f"learning rate {config.get('learning_rate')}, "
        f"{'augmented' if config.get('augment') else 'digits as they are'}, "
        f"{config.get('validation_split')} held out, seed {config.get('seed')}"
    )
    show_run(run)
    if run.status.state in runs.AT_REST and (run.path / "model.json").exists():
        show_results(run)


name = st.query_params.get("run")
chosen = own_run(name) if name else None
if chosen is not None:
    show_one(chosen)
else:
    if name:
        st.warning("There is no such run: it may have been deleted, or belong to somebody else.")
    show_all()
remember_visitor()
