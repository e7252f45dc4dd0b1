"""The app: page configuration and the way to the pages.

``streamlit run`` reads this file twice over. The server imports it for ``app``, which adds an
answer of ours to Streamlit's own. Each visit then runs it as a script, which shows a page.
"""

import threading

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app_pages.figures.colours import stylesheet
from app_pages.visit.cookie import ROUTES
from app_pages.visit.present import end_presentation, is_presented
from app_pages.visit.uploads import keep_uploads_in_memory
from app_pages.visit.visitor import has_classes, remember_visitor
from mnist_core.classroom.folder import keep_sweeping
from mnist_core.places import classrooms_dir, runs_dir


def _pages() -> list[StreamlitPage]:
    """The pages that this server offers, in the order of the navigation."""
    others = {
        "teach": ("teach", "Teach", "front_hand"),
        "train": ("train", "Train", "model_training"),
        "explore": ("explore", "Explore", "table_chart"),
        "learn": ("learn", "Learn", "school"),
    }
    if has_classes():
        others["class"] = ("classroom", "Class", "groups")
    return [
        st.Page("app_pages/draw/page.py", title="Draw", icon=":material/draw:", default=True),
        *(
            st.Page(
                f"app_pages/{folder}/page.py",
                title=title,
                url_path=address,
                icon=f":material/{icon}:",
            )
            for address, (folder, title, icon) in others.items()
        ),
    ]


def show_page() -> None:
    """Show the page that the address names."""
    st.set_page_config(page_title="Draw a digit", page_icon="✏️", layout="centered")
    st.html(stylesheet())
    pages = _pages()
    page = st.navigation(pages, position="hidden")
    if page.url_path:
        st.set_page_config(page_title=f"{page.title} · Draw a digit")
    # Streamlit's own menu hides behind a sign on a phone, and stays open over the page.
    with st.container(horizontal=True, key="nav", gap="xsmall", vertical_alignment="center"):
        for each in pages:
            st.page_link(each)
        if is_presented():
            st.html('<span class="presents"></span>')
            st.button(
                "End the presentation",
                icon=":material/close_fullscreen:",
                type="tertiary",
                key="nav_end",
                on_click=end_presentation,
            )
    # A link to the page that one is on leaves the old query in the browser's address. (Draw and
    # Explore see to their own.)
    if st.session_state.get("page") == page.url_path == "train":
        st.query_params.from_dict(st.query_params.to_dict())
    st.session_state["page"] = page.url_path
    page.run()
    remember_visitor()


if get_script_run_ctx(suppress_warning=True) is None:
    keep_uploads_in_memory()
    # Without classes too: they may have been offered when it last ran.
    sweeping = (classrooms_dir(), runs_dir(), threading.Event())
    threading.Thread(target=keep_sweeping, args=sweeping, daemon=True).start()
    app = st.App(__file__, routes=ROUTES)
else:
    show_page()
