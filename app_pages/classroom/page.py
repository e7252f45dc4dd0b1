"""A class: opened by a teacher, drawn for by pupils, and shown to the one who has opened it.

Who that is is known by the cookie that a browser is known by, on a private server as well: there
runs are everybody's, but pupils share the teacher's server and must not see the class's page.
"""

import streamlit as st

from app_pages.classroom.entrance import show_entrance
from app_pages.classroom.pupil import joined_code, show_pupil
from app_pages.classroom.teacher import show_teacher
from app_pages.visit.visitor import browser, has_classes
from mnist_core.classroom.folder import classroom_of, find_classroom
from mnist_core.places import classrooms_dir, runs_dir

if not has_classes():
    st.stop()
own = classroom_of(classrooms_dir(), runs_dir(), browser())
code = st.query_params.get("code")
sought = code or (joined_code() if own is None else None)
found = find_classroom(classrooms_dir(), runs_dir(), sought) if sought else None
if own is not None and (code is None or (found is not None and found.code == own.code)):
    show_teacher(own)
elif found is not None:
    show_pupil(found)
else:
    show_entrance(missed=sought is not None)
