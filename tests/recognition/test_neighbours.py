"""The digits most like a drawing: found as by brute force, at distances that can be told again."""

import zipfile

import numpy as np
import pytest

from mnist_core.data.generated import generate
from mnist_core.errors import ModelError
from mnist_core.ink.preprocessing import as_pixels
from mnist_core.places import models_dir
from mnist_core.recognition.activations import Activations
from mnist_core.recognition.classifier import NETWORK, published_models
from mnist_core.recognition.neighbours import (
    NEIGHBOURS,
    Neighbour,
    build_index,
    index_digits,
    read_index,
    vote,
    write_index,
)

NETWORKS = published_models()


def clouds(count=600, dimensions=12, seed=0):
    """Features of ten kinds of digits, each a cloud, some wider along some axes; and labels."""
    random = np.random.default_rng(seed)
    labels = np.arange(count).astype(np.uint8) % 10
    middles = np.random.default_rng(99).normal(0, 3, (10, dimensions))
    spread = np.linspace(0.2, 2, dimensions)
    features = middles[labels] + random.normal(0, spread, (count, dimensions))
    return features.astype(np.float32), labels


def distances(features, each):
    """In float64, as anybody would compute them."""
    return np.sqrt(((features.astype(float) - each.astype(float)) ** 2).sum(axis=1))


def to_their_own(features, labels):
    """Of each digit, how far the nearest other one of its label is."""
    found = []
    for i, each in enumerate(features):
        apart = distances(features, each)
        apart[i] = np.inf
        found.append(apart[labels == labels[i]].min())
    return np.array(found)


def test_nearest_are_those_of_brute_force_and_in_order():
    features, labels = clouds()
    index = build_index(features, labels)
    usual = np.median(to_their_own(features, labels))
    asked, _ = clouds(200, seed=1)
    same = 0
    for each in asked:
        true = distances(features, each)
        found = index.nearest(each)
        assert [n.distance for n in found] == sorted(n.distance for n in found)
        assert [n.label for n in found] == labels[[n.number for n in found]].tolist()
        np.testing.assert_allclose(
            [n.distance * usual for n in found], true[[n.number for n in found]], rtol=0.1
        )
        same += len({n.number for n in found} & set(np.argsort(true)[:5].tolist()))
    assert same / (5 * len(asked)) > 0.9  # it is packed in steps: nearly as near may come first


def test_distance_of_1_is_that_from_a_digit_to_its_own_kind_and_one_in_twenty_is_far():
    features, labels = clouds()
    index = build_index(features, labels)
    own = to_their_own(features, labels)
    assert index.usual * index.step == pytest.approx(np.median(own), rel=0.03)
    assert index.far == pytest.approx(np.quantile(own, 0.95) / np.median(own), rel=0.05)


def test_digit_finds_itself_first_at_no_distance():
    features, labels = clouds()
    index = build_index(features, labels)
    for i in range(0, 600, 7):
        first, second, *_ = index.nearest(features[i])
        assert (first.number, first.distance) == (i, 0)
        assert second.distance > 0


def test_of_two_that_are_alike_the_first_comes_first():
    features, labels = clouds()
    features[400] = features[30]
    found = build_index(features, labels).nearest(features[30])
    assert [(each.number, each.distance) for each in found[:2]] == [(30, 0), (400, 0)]


def test_as_many_are_found_as_are_asked_for():
    features, labels = clouds()
    index = build_index(features, labels)
    assert [len(index.nearest(features[0], count)) for count in (1, 5, 40)] == [1, 5, 40]
    assert index.nearest(features[0], 40)[:5] == index.nearest(features[0])


def test_what_is_immensely_far_has_a_distance():
    features, labels = clouds()
    found = build_index(features, labels).nearest(features[0] * np.float32(1e4))
    assert all(np.isfinite(each.distance) and each.distance > 100 for each in found)


@pytest.mark.parametrize(
    ("labels", "voted"),
    [
        ([4, 4, 9, 4, 9], 4),
        ([9, 4, 4, 4, 9], 4),
        ([9, 4, 4, 9, 7], 9),  # a tie: the nearest is a 9
        ([7, 4, 4, 9, 9], 4),  # a tie of others than the nearest
        ([0, 1, 2, 3, 4], 0),
        ([5], 5),
    ],
)
def test_vote_is_that_of_most_and_of_the_nearest_of_those(labels, voted):
    assert vote([Neighbour(i, each, i / 10) for i, each in enumerate(labels)]) == voted


def test_stored_index_finds_the_same(tmp_path):
    features, labels = clouds()
    index = build_index(features, labels)
    write_index(tmp_path / "index.npz", index)
    stored = read_index(tmp_path / "index.npz")
    assert stored.points.dtype == np.int8
    assert stored.far == index.far
    for each in clouds(50, seed=2)[0]:
        assert stored.nearest(each) == index.nearest(each)


def test_digits_that_a_network_cannot_tell_apart_are_at_no_distance():
    index = build_index(np.ones((20, 8), np.float32), np.arange(20, dtype=np.uint8) % 10)
    found = index.nearest(np.ones(8, np.float32))
    assert [(each.number, each.distance) for each in found] == [(i, 0) for i in range(5)]


def test_digits_that_are_there_twice_do_not_say_how_near_is_usual():
    features, labels = clouds()
    twice = build_index(np.repeat(features, 2, axis=0), np.repeat(labels, 2))
    assert twice.usual == 1.0  # none is left to say it
    some = build_index(np.concatenate([features, features[:100]]), np.append(labels, labels[:100]))
    own = to_their_own(features, labels)[100:]
    assert some.usual * some.step == pytest.approx(np.median(own), rel=0.03)


def test_digit_that_is_alone_of_its_label_is_indexed_too():
    features, labels = clouds()
    labels[labels == 3] = 4
    labels[7] = 3
    assert build_index(features, labels).nearest(features[7])[0].label == 3


def test_features_that_are_no_numbers_are_refused():
    features, labels = clouds()
    features[5, 2] = np.nan
    with pytest.raises(ModelError, match="no number"):
        build_index(features, labels)


def test_features_of_another_network_are_refused():
    with pytest.raises(ModelError, match="index_neighbours"):
        build_index(*clouds()).nearest(np.zeros(13, np.float32))


def without(name):
    return lambda arrays: arrays.pop(name)


def other(name, change):
    return lambda arrays: arrays.update({name: change(arrays[name])})


@pytest.mark.parametrize(
    "damage",
    [
        *(without(name) for name in ("mean", "axes", "points", "labels", "scale")),
        other("points", lambda points: points.astype(np.int16)),
        other("points", lambda points: points[:, :-1]),
        other("points", lambda points: points[:-1]),
        other("points", lambda points: points[0]),
        other("axes", lambda axes: axes[:-1]),
        other("axes", lambda axes: axes[0, 0]),
        other("mean", lambda mean: mean.astype(float)),
        other("labels", lambda labels: labels + np.uint8(9)),
        other("labels", lambda labels: labels.astype(object)),
        other("scale", lambda scale: scale[:2]),
        other("scale", lambda scale: scale * 0),
        other("scale", lambda scale: scale * np.nan),
    ],
)
def test_damaged_file_is_named(tmp_path, damage):
    path = tmp_path / "index.npz"
    write_index(path, build_index(*clouds()))
    with np.load(path) as stored:
        arrays = dict(stored)
    damage(arrays)
    np.savez(path, **arrays)
    with pytest.raises(ModelError, match=r"index\.npz"):
        read_index(path)


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04", b"\x93NUMPY"])
def test_file_that_is_missing_or_none_is_named(tmp_path, content):
    path = tmp_path / "index.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match=r"index\.npz"):
        read_index(path)


def test_file_that_is_cut_short_is_named(tmp_path):
    path = tmp_path / "index.npz"
    write_index(path, build_index(*clouds()))
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(ModelError, match=r"index\.npz"):
        read_index(path)


def test_archive_that_promises_more_than_it_weighs_is_not_unpacked(tmp_path):
    path = tmp_path / "index.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("points.npy", b"\0" * 30_000_000)
    assert path.stat().st_size < 100_000
    with pytest.raises(ModelError, match="too large"):
        read_index(path)


@pytest.mark.parametrize("name", ["mlp-128", "cnn"])
def test_generated_digits_are_found_by_a_real_network_and_most_of_their_neighbours_agree(name):
    network = Activations(models_dir() / name / NETWORK)
    images, labels = generate(400, seed=3)
    index = index_digits(network, images, labels)
    right = 0
    for i in range(100):
        first, *others = index.nearest(network.features(as_pixels(images[i])))
        assert (first.number, first.distance) == (i, 0)
        right += others[0].label == labels[i]
    assert right >= 80


@pytest.fixture(params=NETWORKS)
def published(request):
    """A published network, and its index."""
    folder = models_dir() / request.param
    return Activations(folder / NETWORK), read_index(folder / NEIGHBOURS)


def test_published_index_is_small_on_disk_and_in_memory(published):
    _, index = published
    assert sum(each.nbytes for each in vars(index).values() if isinstance(each, np.ndarray)) < 5e6
    assert (len(index.labels), index.points.shape[0]) == (60_000, 60_000)
    for name in NETWORKS:
        assert (models_dir() / name / NEIGHBOURS).stat().st_size < 2e6


def test_mnist_s_digits_find_themselves_in_the_published_index(published, mnist):
    network, index = published
    assert np.array_equal(index.labels, mnist.train_labels)
    for i in np.random.default_rng(0).permutation(60_000)[:100].tolist():
        found = index.nearest(network.features(as_pixels(mnist.train_images[i])))
        assert found[0].number == i
        assert found[0].distance < 0.2  # another processor may round another way
        assert found[1].distance > found[0].distance
