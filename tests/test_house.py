"""The house: what a package may load and import."""

import subprocess
import sys

from tools.browsing import ROOT

IMPORT_ALL = """
import importlib, pkgutil, sys
import mnist_core
for module in pkgutil.walk_packages(mnist_core.__path__, "mnist_core."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
        print(module.name)
print(sorted({"tensorflow", "keras", "streamlit"} & set(sys.modules)))
"""


def test_importing_the_library_loads_neither_tensorflow_nor_streamlit():
    ran = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL], cwd=ROOT, capture_output=True, text=True, check=True
    )
    *modules, loaded = ran.stdout.splitlines()
    assert "mnist_core.training.loop" in modules
    assert loaded == "[]"
