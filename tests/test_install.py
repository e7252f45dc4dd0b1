"""The library installed by pip into a fresh environment, away from the checkout."""

import subprocess
import sys
import venv

import cv2
import pytest

from mnist_core.ink.rendering import render
from tools.browsing import ROOT
from tools.hand import strokes

READ_A_SEVEN = """
import importlib.util, cv2, mnist_core, numpy as np
picture, seven = np.full((280, 280), 255, np.uint8), np.array([(78, 64), (202, 64), (126, 230)])
cv2.polylines(picture, [seven], False, 0, 20)
classifier = mnist_core.DigitClassifier.load()
print(mnist_core.__file__)
print(classifier.classify(picture).label)
print(classifier.classify_strokes([mnist_core.Stroke(seven, 20)]).label)
print([each for each in ("tensorflow", "keras", "streamlit") if importlib.util.find_spec(each)])
"""


@pytest.mark.slow
def test_library_installed_by_pip_reads_a_digit_without_tensorflow(tmp_path):
    venv.create(tmp_path / "fresh", with_pip=True)
    python = tmp_path / "fresh" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, str(ROOT)], cwd=tmp_path, check=True)
    ran = subprocess.run(
        [python, "-c", READ_A_SEVEN], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    place, *labels, heavy = ran.stdout.splitlines()
    assert place.startswith(str(tmp_path))
    assert (labels, heavy) == (["7", "7"], "[]")

    (tmp_path / "seven.png").write_bytes(cv2.imencode(".png", render(strokes("7"), 280))[1])
    command = [python.with_name("mnist-core"), "read", "seven.png"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert (ran.stdout, ran.stderr) == ("7\n", "")
