"""The JavaScript of components whose modules import one another."""

import shutil
import subprocess

import pytest

from app_pages.pen.script import script
from tools.browsing import ROOT


def test_modules_are_put_before_those_that_import_them_and_each_once(tmp_path):
    (tmp_path / "low.js").write_text("export const low = 1;\n")
    (tmp_path / "middle.js").write_text(
        'import { low } from "./low.js";\n\nexport function middle() {\n  return low;\n}\n'
    )
    (tmp_path / "top.js").write_text(
        'import { low } from "./low.js";\nimport { middle } from "./middle.js";\n'
        "export default () => low + middle();\n"
    )
    text = script(tmp_path / "top.js")
    assert "import" not in text
    assert text.count("export") == 1
    assert text.index("const low") < text.index("function middle") < text.index("export default")
    assert text.count("const low") == 1


@pytest.mark.parametrize("path", ["pen/canvas.js", "practice/round.js", "practice/kept.js"])
def test_no_two_modules_of_a_component_have_the_same_name_for_two_things(path, tmp_path):
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not here")
    whole = tmp_path / "whole.mjs"
    whole.write_text(script(ROOT / "app_pages" / path))
    assert subprocess.run([node, "--check", str(whole)], capture_output=True).stderr == b""
