import numpy as np
import pytest

from mnist_core import catalogue
from mnist_core.errors import DatasetError, StrokesError


def test_each_name_has_a_title():
    assert set(catalogue.DATA_SETS) == {"mnist", "generated", "mixture"}


def test_generated_digits_need_nothing(monkeypatch):
    monkeypatch.setattr(catalogue, "_GENERATED", (50, 20))
    monkeypatch.delenv("MNIST_PATH", raising=False)
    one, same = (catalogue.load_dataset("generated") for _ in range(2))
    assert one.train_images.shape == (50, 28, 28)
    assert one.test_images.shape == (20, 28, 28)
    assert one.fingerprint() == same.fingerprint()
    assert (one.train_images[:20] != one.test_images).any(axis=(1, 2)).all()


def test_mixture_is_mnist_and_drawings(small_npz, tmp_path, monkeypatch):
    pen = tmp_path / "pen"
    pen.write_text(
        "\n".join(
            f'.SEGMENT DIGIT 0 ? "{digit}"\n.COMMENT {digit} {writer} 0\n.PEN_DOWN\n'
            f" {10 + digit} {writer}\n 90 80\n.PEN_UP\n"
            for writer in (1, 5, 7)
            for digit in range(10)
        )
    )
    monkeypatch.setenv("MNIST_PATH", str(small_npz))
    monkeypatch.setenv("PENDIGITS_PATH", str(pen))
    assert list(catalogue.available()) == ["mnist", "generated", "mixture"]
    mnist, mixture = (catalogue.load_dataset(name) for name in ("mnist", "mixture"))
    np.testing.assert_array_equal(mnist.test_images, mixture.test_images)
    assert (mnist.labels, mixture.labels) == (10, 11)
    assert mnist.fingerprint() != mixture.fingerprint()
    # Writers 5 and 7 are held out: without them nothing changes.
    before = mixture.fingerprint()
    pen.write_text("".join(pen.read_text().partition(" 5 0\n")[0].rpartition(".SEGMENT")[0]))
    assert catalogue.load_dataset("mixture").fingerprint() == before


def test_mixture_without_strokes_says_where_they_come_from(monkeypatch):
    monkeypatch.delenv("PENDIGITS_PATH", raising=False)
    assert "mixture" not in catalogue.available()
    with pytest.raises(DatasetError, match=r"PENDIGITS_PATH.*81"):
        catalogue.load_dataset("mixture")


def test_strokes_of_held_out_writers_alone_are_not_enough(small_npz, tmp_path, monkeypatch):
    pen = tmp_path / "pen"
    pen.write_text('.SEGMENT DIGIT 0 ? "3"\n.COMMENT 3 5 0\n.PEN_DOWN\n 1 2\n 3 4\n.PEN_UP\n')
    monkeypatch.setenv("MNIST_PATH", str(small_npz))
    monkeypatch.setenv("PENDIGITS_PATH", str(pen))
    with pytest.raises(StrokesError, match="each digit"):
        catalogue.load_dataset("mixture")
