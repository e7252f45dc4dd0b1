"""Read handwritten digits with neural networks, and train them."""

from mnist_core.ink.preprocessing import preprocess
from mnist_core.ink.strokes import Stroke
from mnist_core.recognition.classifier import DigitClassifier, Prediction

__all__ = ["DigitClassifier", "Prediction", "Stroke", "preprocess"]
