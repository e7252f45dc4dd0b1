import io
import json
from dataclasses import replace

import numpy as np
import pytest

from mnist_core import files
from mnist_core.errors import ModelError, RunError
from mnist_core.networks.config import default_config
from mnist_core.recognition.card import read_card
from mnist_core.runs.results import read_filters, read_mistakes, read_predictions
from mnist_core.training.config import start_run
from mnist_core.training.loop import train
from tests.conftest import save_dataset

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory, small_dataset):
    run = start_run(default_config("mlp-128", epochs=1), tmp_path_factory.mktemp("runs"), "r")
    train(run, lambda data: small_dataset)
    return run


@pytest.fixture
def trained_on(tmp_path, small_dataset):
    """A function that trains on a data set of a name, which holds always the same: the card."""

    def train_on(data):
        run = start_run(default_config("mlp-128", epochs=1, data=data), tmp_path)
        train(run, lambda data: small_dataset)
        return read_card(run / "model.json")

    return train_on


def test_network_of_other_digits_is_measured_on_mnist_s_where_they_are_at_hand(
    trained_on, small_dataset, small_npz, tmp_path, monkeypatch
):
    monkeypatch.setenv("MNIST_PATH", str(small_npz))
    assert trained_on("mnist").mnist is None  # it is tested on them
    card = trained_on("generated")
    assert card.on_mnist == card.mnist == card.test.accuracy  # they are the same digits here
    turned = replace(small_dataset, test_labels=(small_dataset.test_labels + 1) % 10)
    save_dataset(tmp_path / "turned.npz", turned)
    monkeypatch.setenv("MNIST_PATH", str(tmp_path / "turned.npz"))
    assert trained_on("own.npz").mnist < 0.1 < card.mnist


@pytest.mark.parametrize("found", ["nothing", "damaged"])
def test_without_mnist_a_network_is_not_measured_on_it(trained_on, tmp_path, monkeypatch, found):
    monkeypatch.delenv("MNIST_PATH", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "no-keras"))
    if found == "damaged":
        (tmp_path / "cut.npz").write_bytes(b"PK")
        monkeypatch.setenv("MNIST_PATH", str(tmp_path / "cut.npz"))
    assert trained_on("generated").on_mnist is None


@pytest.fixture
def damaged(evaluated, tmp_path):
    """A folder with the run's results, to be damaged."""
    for name in ("model.json", "predictions.npz"):
        (tmp_path / name).write_bytes((evaluated / name).read_bytes())
    return tmp_path


def test_mistakes_are_the_test_digits_read_wrong_the_surest_first(evaluated, small_dataset):
    mistakes = read_mistakes(evaluated)
    card = read_card(evaluated / "model.json")
    assert len(mistakes.labels) == round((1 - card.test.accuracy) * 200) > 0
    assert (mistakes.answers != mistakes.labels).all()
    assert (mistakes.images == small_dataset.test_images[mistakes.rows]).all()
    assert (np.diff(mistakes.probabilities) <= 0).all()
    with np.load(evaluated / "predictions.npz") as stored:
        wrong = stored["probabilities"].argmax(axis=1) != stored["labels"]
    expected = {image.tobytes() for image in small_dataset.test_images[wrong]}
    assert {image.tobytes() for image in mistakes.images} == expected


def test_filters_are_the_weights_of_the_first_layer(evaluated):
    import h5py

    (filters,) = read_filters(evaluated)
    with h5py.File(evaluated / "model.h5") as file:
        kernels = []
        file["model_weights"].visititems(
            lambda name, each: kernels.append(each) if name.endswith("kernel") else None
        )
        first = next(each[...] for each in kernels if each.shape == (784, 128))
    assert filters.shape == (128, 28, 28)
    np.testing.assert_allclose(filters.reshape(128, 784).T, first, atol=1e-3)


@pytest.mark.parametrize("content", [b"", b"cut short", None])
def test_damaged_or_missing_filters_are_refused(evaluated, tmp_path, content):
    if content is not None:
        (tmp_path / "filters.npz").write_bytes(content)
    with pytest.raises(RunError, match=r"filters\.npz"):
        read_filters(tmp_path)


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        *((("test",), value) for value in ([], "x", 5, None, {"accuracy": 1.0})),
        *((("test", "accuracy"), value) for value in (None, "x", [1], {})),
        (("test", "precision"), [1.0] * 9),
        (("test", "confusion"), [[1] * 10] * 9),
        (("test", "confusion"), 5),
        *((("test", "reliability"), value) for value in (5, [], {"count": [1] * 15})),
        (("test", "reliability", "count"), [1] * 14),
        (("test", "reliability", "accuracy"), ["x"] * 15),
        (("test", "reliability", "confidence"), 0.5),
        (("architecture",), {"a": 1}),
        (("parameters",), "many"),
    ],
)
def test_damaged_card_raises_model_error(damaged, keys, value):
    card = files.read_json(damaged / "model.json")
    inner = card
    for key in keys[:-1]:
        inner = inner[key]
    inner[keys[-1]] = value
    (damaged / "model.json").write_text(json.dumps(card))
    with pytest.raises(ModelError, match=r"model\.json"):
        read_card(damaged / "model.json")


def test_card_of_an_earlier_version_is_read_without_reliability(damaged):
    card = files.read_json(damaged / "model.json")
    del card["test"]["reliability"]
    files.write_json(damaged / "model.json", card)
    assert read_card(damaged / "model.json").test.reliability is None


def test_predictions_are_those_that_were_evaluated(evaluated, small_dataset):
    probabilities, labels = read_predictions(evaluated)
    np.testing.assert_array_equal(labels, small_dataset.test_labels)
    right = (probabilities.argmax(axis=1) == labels).mean()
    assert right == pytest.approx(read_card(evaluated / "model.json").test.accuracy)


def archive(**arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        lambda content, arrays: b"",
        lambda content, arrays: content[: len(content) // 2],
        lambda content, arrays: content[:200] + b"\0" * 50 + content[250:],
        lambda content, arrays: archive(**{**arrays, "mistakes": arrays["mistakes"] + 10**6}),
        lambda content, arrays: archive(**{**arrays, "mistakes": arrays["mistakes"] / 2}),
        lambda content, arrays: archive(**{**arrays, "mistakes": arrays["mistakes"] * 0 - 1}),
        lambda content, arrays: archive(**{**arrays, "labels": arrays["labels"] + 90}),
        lambda content, arrays: archive(**{**arrays, "mistake_images": arrays["mistakes"]}),
        lambda content, arrays: archive(labels=arrays["labels"]),
    ],
)
def test_damaged_predictions_raise_run_error(damaged, change):
    path = damaged / "predictions.npz"
    content = path.read_bytes()
    with np.load(path) as stored:
        arrays = dict(stored)
    path.write_bytes(change(content, arrays))
    with pytest.raises(RunError, match=r"predictions\.npz"):
        read_mistakes(damaged)


@pytest.mark.parametrize(
    "change",
    [
        lambda arrays: b"PK",
        lambda arrays: archive(labels=arrays["labels"]),
        lambda arrays: archive(**{**arrays, "labels": arrays["labels"][1:]}),
        lambda arrays: archive(**{**arrays, "probabilities": arrays["probabilities"][0]}),
        lambda arrays: archive(**{**arrays, "probabilities": arrays["probabilities"][:, :3]}),
        lambda arrays: archive(**{**arrays, "probabilities": arrays["probabilities"] * np.nan}),
        lambda arrays: archive(**{**arrays, "probabilities": arrays["probabilities"].astype(str)}),
        lambda arrays: archive(**{**arrays, "labels": arrays["labels"].astype(str)}),
        lambda arrays: archive(**{**arrays, "labels": arrays["labels"] + 1.5}),
        lambda arrays: archive(**{**arrays, "labels": arrays["labels"] + 90}),
    ],
)
def test_damaged_answers_raise_run_error(damaged, change):
    path = damaged / "predictions.npz"
    with np.load(path) as stored:
        arrays = dict(stored)
    path.write_bytes(change(arrays))
    with pytest.raises(RunError, match=r"predictions\.npz"):
        read_predictions(damaged)
