"""The index and the vote of a published network, told again by counting."""

import json
import os
import shutil
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from mnist_core import DigitClassifier
from mnist_core.data.writers import (
    PATH_VARIABLE,
    STROKES_VARIABLE,
    UNIPEN_VARIABLE,
    WriterSplit,
    read_writer_split,
)
from mnist_core.evaluation.drawings import draw
from mnist_core.evaluation.turned import DrawnUpright, draw_upright
from mnist_core.ink.preprocessing import as_pixels
from mnist_core.places import models_dir
from mnist_core.publishing.neighbours import add_neighbours, measure_vote
from mnist_core.recognition.activations import Activations
from mnist_core.recognition.card import published_card
from mnist_core.recognition.classifier import NETWORK, published_models
from mnist_core.recognition.neighbours import NEIGHBOURS, index_digits, read_index
from tools import hand, index_neighbours

NETWORKS = published_models()


@pytest.fixture
def models(tmp_path, monkeypatch):
    """A models folder with one network, mlp-128, that nothing was stored of."""
    shutil.copytree(models_dir() / "mlp-128", tmp_path / "mlp-128")
    (tmp_path / "mlp-128" / NEIGHBOURS).unlink(missing_ok=True)
    card = json.loads((tmp_path / "mlp-128" / "card.json").read_text())
    card.pop("neighbours", None)
    (tmp_path / "mlp-128" / "card.json").write_text(json.dumps(card))
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def writers():
    nobody = replace(hand.people(), digits=[])
    return WriterSplit(nobody, nobody, hand.people("pendigits/05"))


@pytest.fixture
def few(small_dataset):
    images, labels = small_dataset.train_images[:300], small_dataset.train_labels[:300]
    return replace(small_dataset, train_images=images, train_labels=labels)


def test_training_digits_are_stored_as_the_network_sees_them(models, few, writers):
    before = published_card("mlp-128")
    card = add_neighbours(models / "mlp-128", before, few, writers)
    index = read_index(models / "mlp-128" / NEIGHBOURS)
    assert index.labels.tolist() == few.train_labels.tolist()
    network = Activations(models / "mlp-128" / NETWORK)
    for i in range(0, 300, 11):
        found = index.nearest(network.features(as_pixels(few.train_images[i])))
        assert found[0].distance == 0
        same = (few.train_images == few.train_images[i]).all(axis=(1, 2))
        assert found[0].number == np.flatnonzero(same)[0]  # it may be there twice
    assert (before.neighbours, card.neighbours.drawings) == (None, 10)


def test_without_pen_strokes_the_card_says_nothing_of_a_vote(models, few):
    card = published_card("mlp-128")
    assert add_neighbours(models / "mlp-128", card, few, None) == card
    assert (models / "mlp-128" / NEIGHBOURS).exists()


def test_vote_and_network_are_counted_on_the_same_drawings(few):
    digits = [each for i in range(6) for each in hand.pen_digits(f"pendigits/{i:02d}")]
    network = Activations(models_dir() / "mlp-128" / NETWORK)
    classifier = DigitClassifier.load("mlp-128")
    index = index_digits(network, few.train_images, few.train_labels)
    drawn = draw([each.lines for each in digits], 20).pixels
    labels = np.array([each.label for each in digits])
    found = measure_vote(index, network, classifier, DrawnUpright(drawn, labels))
    votes = reads = 0
    for pixels, digit in zip(drawn, digits, strict=True):
        nearest = [each.label for each in index.nearest(network.features(pixels))]
        (voted, often), *others = Counter(nearest).most_common()
        if others and others[0][1] == often:
            voted = next(each for each in nearest if Counter(nearest)[each] == often)
        votes += voted == digit.label
        reads += classifier.predict(pixels[None])[0].argmax() == digit.label
    assert (found.drawings, found.vote, found.network) == (60, votes / 60, reads / 60)
    assert 0.3 < found.vote < 1  # printed digits are few, and other than drawn ones


def test_tool_changes_nothing_else_of_a_card(models, few, writers, monkeypatch):
    monkeypatch.setattr(index_neighbours, "load_mnist", lambda: few)
    monkeypatch.setattr(index_neighbours, "read_writer_split", lambda: writers)
    before = json.loads((models / "mlp-128" / "card.json").read_text())
    files = {path.name: path.read_bytes() for path in (models / "mlp-128").iterdir()}
    index_neighbours.main()
    after = json.loads((models / "mlp-128" / "card.json").read_text())
    assert after.pop("neighbours")["drawings"] == 10
    assert after == before
    for name in files.keys() - {"card.json"}:
        assert (models / "mlp-128" / name).read_bytes() == files[name]
    assert {path.name for path in (models / "mlp-128").iterdir()} == files.keys() | {NEIGHBOURS}


@pytest.mark.parametrize("name", NETWORKS)
def test_published_networks_have_what_the_page_shows(name):
    card = published_card(name)
    assert (models_dir() / name / NEIGHBOURS).exists()
    assert card.neighbours.drawings == sum(card.people["pictures"].digits.values())
    # The same digits, drawn once with the same pen, at other places and sizes.
    people = card.people["pictures"]
    right = sum(people.accuracy[each]["20"] * count for each, count in people.digits.items())
    assert card.neighbours.network == pytest.approx(right / card.neighbours.drawings, abs=0.01)


@pytest.fixture(scope="module")
def measured():
    """A quarter of the digits of all people who are measured, drawn once: all would take long."""
    for variable in (PATH_VARIABLE, UNIPEN_VARIABLE, STROKES_VARIABLE):
        if not os.environ.get(variable):
            pytest.skip(f"not all pen strokes are here: set {variable}")
    return draw_upright(read_writer_split().measured.digits[::4])


@pytest.mark.slow
@pytest.mark.parametrize("name", NETWORKS)
def test_neighbours_vote_as_the_card_says(name, measured):
    folder = models_dir() / name
    index, network = read_index(folder / NEIGHBOURS), Activations(folder / NETWORK)
    found = measure_vote(index, network, DigitClassifier.load(name), measured)
    stored = published_card(name).neighbours
    assert found.vote == pytest.approx(stored.vote, abs=0.02)
    assert found.network == pytest.approx(stored.network, abs=0.02)
