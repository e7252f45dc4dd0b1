import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_core.errors import ModelError
from mnist_core.labels import decide
from mnist_core.places import models_dir
from mnist_core.publishing.answers import Answers, read_answers, write_answers
from mnist_core.recognition.classifier import published_models

MODELS = models_dir()

STEP = 1 / 65535


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """A models folder with a network named "mine", of which only the stored answers matter."""
    folder = tmp_path_factory.mktemp("models")
    (folder / "mine").mkdir()
    (folder / "mine" / "network.tflite").touch()
    return folder


def read(models, name="mine"):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MODELS_DIR", str(models))
        return read_answers(name)


def stored(models, probabilities, filters=()):
    write_answers(models / "mine" / "answers.npz", Answers(probabilities, list(filters)))
    return read(models)


@given(
    seed=st.integers(0, 2**32 - 1),
    labels=st.sampled_from([10, 11]),
    spread=st.floats(0, 20),
)
def test_stored_answers_are_the_network_s(models, seed, labels, spread):
    exponentials = np.exp(np.random.default_rng(seed).normal(0, spread, (30, labels)))
    probabilities = (exponentials / exponentials.sum(axis=1, keepdims=True)).astype(np.float32)
    found = stored(models, probabilities).probabilities
    assert found.dtype == np.float32
    assert np.abs(found - probabilities).max() < 1.01 * STEP
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=labels * STEP)
    np.testing.assert_array_equal(decide(found)[0], decide(probabilities)[0])


@given(base=st.integers(20_000, 30_000), between=st.floats(0, 1), gap=st.floats(-1, 1))
def test_answers_are_told_apart_by_less_than_a_step(models, base, between, gap):
    close = np.zeros((1, 10), np.float32)
    close[0, [3, 7]] = np.array([base + between, base + between + gap]) * STEP
    found = stored(models, close).probabilities
    assert decide(found)[0] == decide(close)[0]


@pytest.mark.parametrize("none", [0.5, np.nextafter(np.float32(0.5), np.float32(0))])
def test_refusal_is_neither_lost_nor_added(models, none):
    probabilities = np.zeros((1, 11), np.float32)
    probabilities[0, [4, 10]] = 1 - none, none
    found = stored(models, probabilities).probabilities
    assert decide(found)[0] == decide(probabilities)[0] == (10 if none >= 0.5 else 4)


def test_filters_come_back(models):
    random = np.random.default_rng(0)
    filters = [
        random.normal(size=(n, size, size)).astype(np.float32) for n, size in ((8, 3), (5, 28))
    ]
    pictures = stored(models, np.eye(10, dtype=np.float32), filters).filters
    assert [each.dtype for each in pictures] == [np.float32] * 2
    for found, wanted in zip(pictures, filters, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-3)


@pytest.mark.parametrize("name", ["gone", "", "../mine", "/etc/passwd", "mine.npz"])
def test_unknown_name_raises_model_error(models, name):
    with pytest.raises(ModelError, match="no model"):
        read(models, name)


def test_network_without_stored_answers_raises_model_error(models):
    (models / "mine" / "answers.npz").unlink(missing_ok=True)
    with pytest.raises(ModelError, match=r"answers\.npz is missing"):
        read(models)


ANSWERS = np.zeros((5, 10), np.uint16)


@pytest.mark.parametrize(
    "arrays",
    [
        {},
        {"filters_0": np.zeros((2, 3, 3), np.float16)},
        {"probabilities": ANSWERS.astype(np.float32)},
        {"probabilities": ANSWERS[0]},
        {"probabilities": ANSWERS, "filters_1": np.zeros((2, 3, 3), np.float16)},
        {"probabilities": ANSWERS, "filters_0": np.zeros((2, 9), np.float16)},
        {"probabilities": ANSWERS, "filters_0": np.zeros((0, 3, 3), np.float16)},
        {"probabilities": ANSWERS, "filters_0": np.array([{}], object)},
    ],
)
def test_other_arrays_raise_model_error(models, arrays):
    np.savez(models / "mine" / "answers.npz", **arrays)
    with pytest.raises(ModelError, match=r"answers\.npz"):
        read(models)


@pytest.mark.parametrize("part", [0, 0.3, 0.9])
def test_cut_file_raises_model_error(models, part):
    stored(models, np.eye(10, dtype=np.float32), [np.ones((4, 28, 28), np.float32)])
    content = (models / "mine" / "answers.npz").read_bytes()
    (models / "mine" / "answers.npz").write_bytes(content[: int(len(content) * part)])
    with pytest.raises(ModelError, match=r"answers\.npz"):
        read(models)


@pytest.mark.parametrize("name", published_models())
def test_published_network_comes_with_all_that_pages_show(name):
    card = json.loads((MODELS / name / "card.json").read_text())
    assert {"history", "milliseconds", "drawings", "generated"} <= card.keys()
    assert "last" in card["history"]
    assert ("best" in card["history"]) == (card["config"]["validation_split"] > 0)
    assert "reliability" in card["test"]
    assert "reliability" in card["drawings"]
    assert (MODELS / name / "answers.npz").exists()


@pytest.mark.parametrize("name", published_models())
def test_published_filters_are_as_many_as_the_first_layers_have_units(name):
    """Of branches that see pictures: what others look for is no picture."""
    layers = json.loads((MODELS / name / "card.json").read_text())["layers"]
    firsts = {}
    for layer in layers:
        if layer["parameters"] and not layer.get("sees_path"):
            firsts.setdefault(layer.get("branch"), layer)
    filters = read_answers(name).filters
    assert [len(each) for each in filters] == [layer["shape"][-1] for layer in firsts.values()]
