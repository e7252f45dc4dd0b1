"""What tests of pages share."""

import gc

import pytest
from streamlit.testing.v1 import AppTest

from app_pages.visit import drawing
from tools.browsing import ROOT


@pytest.fixture(autouse=True, scope="package")
def quick_collections():
    """Streamlit collects garbage after each run: what other tests have loaded is left out of it."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture
def draw(monkeypatch):
    """A function that runs the Draw page with these strokes on its canvases, at an address."""

    def run(*strokes, **address):
        monkeypatch.syspath_prepend(str(ROOT))
        app = AppTest.from_file(str(ROOT / "app_pages" / "draw" / "page.py"), default_timeout=60)
        for canvas in ("draw_drawing", "draw_number"):
            app.session_state[canvas] = drawing.Drawing(strokes=strokes)
        app.query_params.update(address)
        app.run()
        assert not app.exception
        return app

    return run
