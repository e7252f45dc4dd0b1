import numpy as np
import pytest

from mnist_core.data import catalogue, generated
from mnist_core.errors import StrokesError
from tools import hand

# Writers of the two parts that are held out, one way and another.
HELD = ([5, 7], [10, 15, 28])


def test_generated_digits_need_nothing(monkeypatch, tmp_path):
    monkeypatch.setenv("CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(generated, "_TRAINING", 50)
    monkeypatch.setattr(generated, "_TEST", 20)
    monkeypatch.delenv("MNIST_PATH", raising=False)
    seen = []
    dataset = catalogue.load_dataset("generated", written=lambda *seen_: seen.append(seen_))
    assert dataset.train_images.shape == (50, 28, 28)
    assert dataset.test_images.shape == (20, 28, 28)
    assert (dataset.train_images[:20] != dataset.test_images).any(axis=(1, 2)).all()
    assert seen == [(done, 70) for done in range(10, 80, 10)]


def test_mixture_is_mnist_and_drawings_by_writers_not_held_out(
    small_npz, tmp_path, monkeypatch, no_further_strokes
):
    monkeypatch.setenv("MNIST_PATH", str(small_npz))
    paths = [hand.write_pen_digits(tmp_path / f"{i}", [1, *held]) for i, held in enumerate(HELD)]
    fingerprints = set()
    for path in paths:
        monkeypatch.setenv("PENDIGITS_PATH", str(path))
        assert list(catalogue.available()) == ["mnist", "generated", "mixture"]
        mnist, mixture = (catalogue.load_dataset(name) for name in ("mnist", "mixture"))
        np.testing.assert_array_equal(mnist.test_images, mixture.test_images)
        assert (mnist.label_count, mixture.label_count) == (10, 11)
        fingerprints.add(mixture.fingerprint())
    assert len(fingerprints) == 1
    assert mnist.fingerprint() not in fingerprints


def test_mixture_without_strokes_says_where_they_come_from(tmp_path, monkeypatch):
    monkeypatch.delenv("PENDIGITS_PATH", raising=False)
    assert "mixture" not in catalogue.available()
    with pytest.raises(StrokesError, match=r"PENDIGITS_PATH.*81"):
        catalogue.load_dataset("mixture")
    monkeypatch.setenv("PENDIGITS_PATH", str(tmp_path / "gone"))
    assert "mixture" not in catalogue.available()
