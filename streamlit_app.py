"""The app: page configuration and the way to the pages."""

import streamlit as st

st.set_page_config(page_title="Draw a digit", page_icon="✏️", layout="centered")
# Streamlit leaves 6 rem above a page: on a phone the answer would be below the screen.
st.html("<style>.stMainBlockContainer { padding-top: 3.75rem; }</style>")

st.navigation(
    [
        st.Page("app_pages/draw.py", title="Draw", icon=":material/draw:", default=True),
        st.Page("app_pages/explore.py", title="Explore", icon=":material/table_chart:"),
    ],
    position="top",
).run()
