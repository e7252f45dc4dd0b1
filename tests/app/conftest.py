"""What tests of pages share."""

import gc

import pytest


@pytest.fixture(autouse=True, scope="package")
def quick_collections():
    """Streamlit collects garbage after each run: what other tests have loaded is left out of it."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
