import numpy as np
import pytest

from mnist_core.data.augmentation import Augmentation, augment, moved

STILL = Augmentation(rotation=0, scale=0, shear=0, shift=0, elastic=0, thickness=0)


@pytest.fixture
def images(small_dataset):
    return small_dataset.train_images[:200]


def ink(images):
    return images.astype(float).sum(axis=(1, 2))


def test_same_chance_gives_same_digits(images):
    first, second = (augment(images, np.random.default_rng(3)) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    assert (augment(images, np.random.default_rng(4)) != first).any()


def test_no_change_asked_is_no_change_made(images):
    np.testing.assert_array_equal(augment(images, np.random.default_rng(0), STILL), images)


def test_digits_change_but_keep_their_ink(images):
    changed = augment(images, np.random.default_rng(0))
    assert changed.shape == images.shape
    assert changed.dtype == np.uint8
    assert (changed != images).any(axis=(1, 2)).all()
    ratio = ink(changed) / ink(images)
    assert ratio.min() > 0.3
    assert 0.8 < ratio.mean() < 1.3


@pytest.mark.parametrize(
    ("thinner", "thicker", "least", "most"), [(1, -1, 0.4, 0.9), (-1, 1, 1.1, 2)]
)
def test_thickness_changes_the_ink(images, thinner, thicker, least, most):
    still = {"rotation": 0, "scale": 0, "shear": 0, "shift": 0, "elastic": 0, "thickness": 1}
    how = Augmentation(**still, thinner=thinner, thicker=thicker)
    # Undo the change of size that goes with it: area grows by its square.
    size = (1 + 2 * thicker / 20) ** 2
    ratio = (ink(augment(images, np.random.default_rng(0), how)) * size / ink(images)).mean()
    assert least < ratio < most


def test_input_is_not_changed(images):
    before = images.copy()
    augment(images, np.random.default_rng(0))
    np.testing.assert_array_equal(images, before)


def test_no_digits_give_no_digits():
    assert augment(np.empty((0, 28, 28), np.uint8), np.random.default_rng(0)).shape == (0, 28, 28)


def test_shear_leans_digits_to_either_side_and_no_further_than_it_says():
    bar = np.zeros((400, 28, 28), np.uint8)
    bar[:, 4:25, 13:16] = 255
    how = Augmentation(
        rotation=0, scale=0, shear=0.25, shift=0, elastic=0, thinner=0, thicker=0, thickness=0
    )
    leaned = augment(bar, np.random.default_rng(0), how).astype(float)
    columns = np.arange(28)
    middle = (leaned * columns).sum(axis=2) / np.maximum(leaned.sum(axis=2), 1)
    lean = (middle[:, 20] - middle[:, 8]) / 12  # pixels sideways per pixel of height
    assert -0.26 < lean.min() < -0.2
    assert 0.2 < lean.max() < 0.26


def test_digits_are_moved_and_scaled_no_further_than_it_says():
    dot = np.zeros((500, 28, 28), np.uint8)
    dot[:, 13:16, 13:16] = 255
    still = {"rotation": 0, "shear": 0, "elastic": 0, "thickness": 0}
    moved = augment(dot, np.random.default_rng(0), Augmentation(**still, scale=0, shift=2.0))
    rows, columns = np.indices((28, 28))
    mass = moved.sum(axis=(1, 2))
    places = np.stack([(moved * each).sum(axis=(1, 2)) / mass - 14 for each in (columns, rows)], 1)
    assert np.abs(places).max() < 2.05
    assert (places.min(axis=0) < -1.8).all()
    assert (places.max(axis=0) > 1.8).all()
    assert abs(np.corrcoef(places.T)[0, 1]) < 0.2  # across and down are drawn apart


@pytest.mark.parametrize(("right", "down"), [(0, 0), (3, 0), (-2, 5), (0, -4)])
def test_moved_picture_has_its_ink_there(right, down):
    picture = np.zeros((28, 28), np.float32)
    picture[10, 12] = 1
    there = moved(picture, right, down)
    assert there[10 + down, 12 + right] == there.sum() == 1


def test_ink_moved_out_of_the_picture_is_lost():
    assert moved(np.eye(28, dtype=np.float32), 20, 0).sum() == 8
