"""What the cards in models/ say of how well their networks read, measured anew."""

import math
import os
from collections import Counter
from dataclasses import asdict

import cv2
import msgspec
import numpy as np
import pytest

from mnist_core import DigitClassifier
from mnist_core.data.generated import TEST_SEED, generate
from mnist_core.data.pen_strokes import PEN_DIGITS
from mnist_core.data.writers import (
    PATH_VARIABLE,
    STROKES_VARIABLE,
    UNIPEN_VARIABLE,
    People,
    read_writer_split,
)
from mnist_core.evaluation.drawings import DRAWN, draw, draw_with_each_pen, measure
from mnist_core.evaluation.metrics import evaluate
from mnist_core.evaluation.people import COLLECTIONS, draw_people, measure_people
from mnist_core.publishing.answers import read_answers
from mnist_core.publishing.publish import predictors
from mnist_core.recognition.card import published_card
from mnist_core.recognition.classifier import DEFAULT_MODEL, published_models

NETWORKS = published_models()
STEP = 1 / 65535  # in which answers are stored
# Of each label in MNIST's test set, as its makers count them.
MNIST_TEST_DIGITS = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]


def read(network, pixels):
    """The labels that a network answers with, 10 for "not a digit"."""
    return said(DigitClassifier.load(network).predict(pixels))


def said(probabilities):
    refused = probabilities[:, 10:].sum(axis=1) >= 0.5
    return np.where(refused, 10, probabilities[:, :10].argmax(axis=1))


@pytest.fixture(scope="module")
def generated():
    images, labels = generate(2000, TEST_SEED)
    return images / np.float32(255), labels


@pytest.mark.parametrize("name", NETWORKS)
def test_generated_digits_are_read_as_the_card_says(name, generated):
    pixels, labels = generated
    right = (read(name, pixels) == labels).mean()
    # Another processor may round another way: by one digit in a thousand.
    assert published_card(name).generated == pytest.approx(right, abs=1e-3)


@pytest.mark.parametrize("name", NETWORKS)
def test_confusion_in_the_card_is_that_of_the_published_answers(name):
    """As far as it can be told without MNIST: how many there are of each digit and each answer."""
    confusion = np.array(published_card(name).test.confusion)
    answers = np.bincount(said(read_answers(name).probabilities), minlength=11)
    assert confusion.sum(axis=0).tolist() == answers[: len(confusion)].tolist()
    assert confusion.sum(axis=1)[:10].tolist() == MNIST_TEST_DIGITS


@pytest.mark.parametrize("name", NETWORKS)
def test_figures_on_mnist_follow_from_the_published_answers(name, mnist):
    test, found = published_card(name).test, read_answers(name).probabilities
    measured = evaluate(found, mnist.test_labels)
    assert test.confusion == measured.confusion
    assert test.accuracy == (said(found) == mnist.test_labels).mean()
    assert test.calibration_error == pytest.approx(measured.calibration_error, abs=2e-4)
    # What is stored was rounded by less than a step.
    truth = found[np.arange(len(found)), mnist.test_labels].astype(float)
    most, least = (-np.log(each).mean() for each in ((truth - STEP).clip(1e-7), truth + STEP))
    assert least <= test.loss <= most


@pytest.mark.slow
@pytest.mark.parametrize("name", NETWORKS)
def test_published_answers_are_litert_s(name, mnist):
    answers = DigitClassifier.load(name).predict(mnist.test_images / np.float32(255))
    # Rounding, and what folding a calibration into weights costs.
    assert np.abs(read_answers(name).probabilities - answers).max() < STEP + 1e-5


@pytest.fixture(scope="module")
def writers(pen_digits):
    return [each for each in read_writer_split().measured.digits if each.collection == PEN_DIGITS]


@pytest.fixture(scope="module")
def drawn(writers):
    """Their digits drawn with each pen, as every network gets them."""
    return draw_with_each_pen(writers)


@pytest.mark.slow
@pytest.mark.parametrize("name", NETWORKS)
def test_people_s_drawings_are_read_as_the_card_says(name, writers, drawn):
    classifier, card = DigitClassifier.load(name), published_card(name)
    answers = {width: classifier.predict(each.pixels) for width, each in drawn.items()}
    for width, each in answers.items():
        labels = np.resize([digit.label for digit in writers], len(each))
        right = (said(each) == labels).mean()
        assert card.drawings.accuracy[str(width)] == pytest.approx(right, abs=2e-4)
    measured = measure(answers, writers, card.thresholds["unsure"])
    stored = msgspec.to_builtins(card.drawings)
    for figure in ("refused", "sure", "sure_accuracy"):
        assert stored[figure] == pytest.approx(measured[figure], abs=2e-4)
    assert stored["calibration_error"] == pytest.approx(measured["calibration_error"], abs=1e-3)
    assert (stored["digits"], stored["writers"]) == (len(writers), 6)
    np.testing.assert_allclose(
        asdict(card.drawings.reliability)["count"], measured["reliability"]["count"], atol=5
    )


PART = 5  # of the people's characters every fifth is drawn: at another size and place


@pytest.fixture(scope="module")
def people():
    for name in (PATH_VARIABLE, UNIPEN_VARIABLE, STROKES_VARIABLE):
        if not os.environ.get(name):
            pytest.skip(f"not all pen strokes are here: set {name}")
    return read_writer_split().measured


@pytest.fixture(scope="module")
def some_drawn(people):
    return draw_people(People(people.digits[::PART], people.others[::PART]))


def by_chance(share, count):
    """How far a share may be off where it is of so many: four standard deviations.

    One of each more is counted, or none would be allowed where all were right.
    """
    share = (share * count + 1) / (count + 2)
    return 4 * math.sqrt(share * (1 - share) / count)


@pytest.mark.parametrize("name", NETWORKS)
def test_card_has_figures_on_people_for_each_way_that_its_network_reads(name):
    network, found = DigitClassifier.load(name), published_card(name).people
    if name == DEFAULT_MODEL:
        assert found is not None
    if found is not None:
        assert list(found) == ["pictures", *(["strokes"] if network.sees_paths else [])]
        assert len({tuple(each.digits.items()) for each in found.values()}) == 1


@pytest.mark.slow
def test_people_in_a_card_are_all_those_who_are_measured(people):
    digits = Counter(each.collection for each in people.digits)
    assert digits.keys() == COLLECTIONS.keys()
    for each in published_card(DEFAULT_MODEL).people.values():
        assert each.digits == digits


@pytest.mark.slow
@pytest.mark.parametrize("name", NETWORKS)
def test_people_are_read_as_the_card_says(name, some_drawn):
    """By each way, as far as chance allows: some of the people are drawn, elsewhere."""
    card, reads = published_card(name), predictors(DigitClassifier.load(name))
    if card.people is None:
        pytest.skip(f"{name} was published without people")
    for way, stored in card.people.items():
        measured = measure_people(reads[way], some_drawn)
        assert measured.digits.keys() == stored.digits.keys()
        for collection, count in measured.digits.items():
            for width, share in stored.accuracy[collection].items():
                assert measured.accuracy[collection][width] == pytest.approx(
                    share, abs=by_chance(share, count)
                )
        assert stored.calibration_error == pytest.approx(measured.calibration_error, abs=0.01)
        counts = {
            "digits": sum(measured.digits.values()),
            **{what: len(each[20].pixels) for what, each in some_drawn.others.items()},
        }
        assert measured.refused.keys() == stored.refused.keys()
        for what, share in stored.refused.items():
            allowed = by_chance(share, counts[what])
            if what == "scribbles":
                allowed = 2e-3  # they are the very same
            assert measured.refused[what] == pytest.approx(share, abs=allowed)
        if stored.auroc is not None:
            assert measured.auroc == pytest.approx(stored.auroc, abs=0.005)
            assert measured.false_positives == pytest.approx(stored.false_positives, abs=0.02)


@pytest.mark.slow
@pytest.mark.parametrize("name", NETWORKS)
def test_turned_drawings_are_read_as_the_card_says(name, people):
    """Turned by OpenCV's warp with bilinear weights, which blurs a little: it counts as chance."""
    some = people.digits[::PART]
    card, classifier = published_card(name), DigitClassifier.load(name)
    pixels = draw([each.lines for each in some], 20).pixels
    labels = np.array([each.label for each in some])
    assert card.turned.digits == len(people.digits)
    stored = dict(zip(card.turned.degrees, card.turned.accuracy, strict=True))
    for degrees in (-90, -45, -18, 0, 18, 45, 90):
        matrix = cv2.getRotationMatrix2D((14, 14), -degrees, 1)  # it turns the other way
        turned = np.stack([cv2.warpAffine(each, matrix, (28, 28)) for each in pixels])
        right = (said(classifier.predict(np.clip(turned, 0, 1))) == labels).mean()
        assert stored[degrees] == pytest.approx(right, abs=by_chance(right, len(some)) + 0.02)


@pytest.mark.parametrize("name", NETWORKS)
def test_all_persons_together_are_the_people_of_the_card(name):
    card = published_card(name)
    if card.people is None or card.by_person is None:
        pytest.skip(f"{name} was published without people")
    way = "strokes" if "strokes" in card.people else "pictures"
    people, found = card.people[way], card.by_person
    assert sum(found.drawings) == DRAWN * sum(people.digits.values())
    right = sum(people.accuracy[each]["20"] * count for each, count in people.digits.items())
    share = sum(found.right) / sum(found.drawings)
    assert share == pytest.approx(right / sum(people.digits.values()), abs=0.01)
