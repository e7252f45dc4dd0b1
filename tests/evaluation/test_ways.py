"""Reading by each way to 28 x 28."""

from mnist_core import DigitClassifier
from mnist_core.evaluation.ways import WAYS, accuracy_by_way


def test_recipe_of_mnist_reads_most_and_shrinking_least():
    accuracy = accuracy_by_way(DigitClassifier.load("mlp-128").predict)
    shrunk, cropped, recipe = (accuracy[way] for way in WAYS)
    assert shrunk < 0.5 < cropped < recipe
