"""Generated digits: written once and kept, and never believed for others."""

import numpy as np
import pytest

from mnist_core.data import generated
from mnist_core.data.generated import generate, load_generated


@pytest.fixture
def load(tmp_path, monkeypatch):
    """A function that loads a small set of them: the digits, and whether they were written."""
    monkeypatch.setenv("CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(generated, "_TRAINING", 50)
    monkeypatch.setattr(generated, "_TEST", 20)

    def loaded():
        told = []
        dataset = load_generated(lambda *each: told.append(each))
        return dataset.fingerprint(), bool(told)

    return loaded


def test_digits_are_written_once(load, tmp_path):
    first, written = load()
    assert written
    assert load() == (first, False)
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["generated.npz"]


def with_arrays(path, **arrays):
    """Put other arrays into the file."""
    with np.load(path) as kept:
        others = {**kept, **arrays}
    np.savez(path, **others)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(path.read_bytes()[:1000]),
        lambda path: path.write_bytes(b""),
        lambda path: np.savez(path, version="x"),
        lambda path: with_arrays(path, version="of another program"),
        lambda path: with_arrays(path, train_images=np.zeros((50, 28, 27), np.uint8)),
        lambda path: with_arrays(path, test_labels=np.full(20, 11, np.uint8)),
        lambda path: with_arrays(
            path,
            train_images=generate(40, 1)[0],
            train_labels=generate(40, 1)[1],
        ),
    ],
)
def test_damaged_or_other_digits_are_written_anew(load, tmp_path, damage):
    first, _ = load()
    damage(tmp_path / "cache" / "generated.npz")
    assert load() == (first, True)
    assert load() == (first, False)


def test_changed_code_is_another_version(load, tmp_path, monkeypatch):
    load()
    (tmp_path / "ink").mkdir()
    (tmp_path / "ink" / "rendering.py").write_text("# drawn otherwise")
    monkeypatch.setattr(generated, "_ROOT", tmp_path)
    _, written = load()
    assert written


def test_digits_that_cannot_be_kept_are_written_all_the_same(load, tmp_path):
    (tmp_path / "cache").write_text("a file where the folder would be")
    first, written = load()
    assert written
    assert load() == (first, True)


def test_what_a_killed_process_left_of_the_file_is_removed(load, tmp_path):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / ".1a2b3c4d-generated.npz").write_bytes(b"PK")
    load()
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["generated.npz"]
