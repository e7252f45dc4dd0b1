"""The stylesheet and the pages fit each other."""

import re
from html.parser import HTMLParser

import pytest

from app_pages.figures import sketch
from mnist_core.recognition.card import published_card
from tools.browsing import ROOT

PAGES = ROOT / "app_pages"
FILES = [*PAGES.rglob("*.py"), *PAGES.rglob("*.js"), ROOT / "streamlit_app.py"]
CODE = "".join(path.read_text() for path in FILES)
RULES = re.sub(r"/\*.*?\*/", "", (PAGES / "figures" / "style.css").read_text(), flags=re.DOTALL)
STYLED = set(re.findall(r"\.([a-z][\w-]*)(?=[^{}]*\{)", RULES))
BY_KEY = {name for name in STYLED if name.startswith("st-key-")}


def test_no_rule_is_of_nothing():
    for name in STYLED - BY_KEY:
        is_streamlits = re.match("st[A-Z]", name)
        assert is_streamlits or re.search(rf"(?<![\w-]){name}(?![\w-])", CODE), name
    for name in BY_KEY:
        key = name.removeprefix("st-key-")
        assert re.search(f'"{key}"|"{{page}}_{key.split("_", 1)[-1]}"', CODE), name


@pytest.mark.parametrize("name", sorted(set(re.findall(r'class="([a-z][a-z-]*)"', CODE))))
def test_every_class_has_a_rule(name):
    assert name in STYLED


class Strict(HTMLParser):
    """Collects attributes that are no attribute's name."""

    def __init__(self):
        super().__init__()
        self.strange = []

    def handle_starttag(self, tag, attributes):
        self.strange += [name for name, _ in attributes if not re.fullmatch("[a-z-]+", name)]
        self.strange += [value for _, value in attributes if value and '"' in value]


def test_sketch_is_well_formed(monkeypatch):
    shown = []
    monkeypatch.setattr(sketch.st, "html", shown.append)
    layers = published_card("drawing-cnn").layers
    sketch.show_sketch(layers)
    parser = Strict()
    parser.feed(shown[0])
    assert parser.strange == []
    branches = {each.branch for each in layers}
    assert shown[0].count('<div class="sketch-branch">') == len(branches) > 1
