"""Read handwritten digits with neural networks, and train them."""

from mnist_core.classifier import DigitClassifier, Prediction
from mnist_core.preprocessing import preprocess

__all__ = ["DigitClassifier", "Prediction", "preprocess"]
