"""What visitors upload: in memory alone, and no longer than it takes to be read."""

import streamlit as st
from starlette.formparsers import MultiPartParser
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

LARGEST = 10  # megabytes, of 1024 * 1024 bytes; server.maxUploadSize in config.toml is as much


def keep_uploads_in_memory() -> None:
    """Have the server never write one to a temporary file, as Starlette does from 1 MB on."""
    MultiPartParser.spool_max_size = (LARGEST + 1) * 1024 * 1024  # Streamlit takes no more


def take_upload(key: str) -> bytes | None:
    """What has just been uploaded, or None; Streamlit itself keeps it no longer.

    Args:
        key: the widget's by which it was uploaded.
    """
    upload = st.session_state.get(key)
    if not isinstance(upload, UploadedFile):  # as the browser tells of one that was taken before
        return None
    context = get_script_run_ctx()
    # As Streamlit's own chat_input does: only this manager can forget a file.
    if context and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, upload.file_id)
    return upload.getvalue()
