"""The smallest network: one dense layer of ten sums, in NumPy, quick enough to be watched.

Every pixel has a weight for each digit. A score is the sum of all pixels times their weights, and a
start value; the highest score is the answer. The weights can be made by hand, from mean pictures,
or learnt by going downhill.
"""

from dataclasses import dataclass, replace

import numpy as np

from mnist_core.arrays import AnyIntArray, Float32Array
from mnist_core.labels import DIGITS

_LEAST = 1e-7  # a probability in a logarithm: Keras clips at the same


@dataclass(frozen=True, eq=False)
class Linear:
    """Ten weighted sums of 28 x 28 pixels.

    Attributes:
        weights: float32 (10, 28, 28), a picture of weights for each digit.
        start: float32 (10,), what each sum starts from; Keras calls it the bias.
    """

    weights: Float32Array
    start: Float32Array

    @classmethod
    def untrained(cls) -> "Linear":
        """All weights 0: every digit gets the same score."""
        return cls(np.zeros((DIGITS, 28, 28), np.float32), np.zeros(DIGITS, np.float32))

    @classmethod
    def of_means(cls, means: Float32Array) -> "Linear":
        """The sums whose highest is that of the nearest mean picture.

        The squared distance of a picture x to a mean m is x·x - 2 x·m + m·m. The first term is the
        same for all digits, so the least distance is where x·m - m·m / 2 is greatest. The mean of
        all means is taken away from each, which changes no comparison: what is left is what sets a
        digit apart.

        Args:
            means: float32 (10, 28, 28), 0 (paper) to 1 (ink), the mean picture of each digit.
        """
        middle = means.mean(axis=0)
        squares = np.square(means).sum(axis=(1, 2)) - np.square(middle).sum()
        return cls(means - middle, np.asarray(-squares / 2, np.float32))

    def products(self, pixels: Float32Array) -> Float32Array:
        """What each pixel of one picture, float32 (28, 28), adds to each sum: (10, 28, 28)."""
        return self.weights * pixels

    def scores(self, pixels: Float32Array) -> Float32Array:
        """The sums, float32 (n, 10), of pixels, float32 (n, 28, 28), 0 (paper) to 1 (ink)."""
        flat = pixels.reshape(len(pixels), -1) @ self.weights.reshape(DIGITS, -1).T
        return np.asarray(flat + self.start, np.float32)

    def probabilities(self, pixels: Float32Array) -> Float32Array:
        """Softmax of the scores: float32 (n, 10), rows that sum to 1."""
        scores = self.scores(pixels)
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)

    def accuracy(self, pixels: Float32Array, labels: AnyIntArray) -> float:
        """The part of digits, as ``scores`` takes them, whose highest sum is right: 0 to 1."""
        return float((self.scores(pixels).argmax(axis=1) == labels).mean())

    def loss(self, pixels: Float32Array, labels: AnyIntArray) -> float:
        """Mean cross-entropy, natural logarithm: 0 is perfect, 2.3 is a guess among ten."""
        right = self.probabilities(pixels)[np.arange(len(labels)), labels]
        return float(-np.log(np.maximum(right, _LEAST)).mean())

    def stepped(self, pixels: Float32Array, labels: AnyIntArray, rate: float) -> "Linear":
        """The same after one step of gradient descent on all these digits.

        The slope of the cross-entropy of a softmax is probability minus truth (1 or 0), times the
        pixel (Bishop, "Pattern recognition and machine learning", 2006, equation 4.109).

        Args:
            pixels: float32 (n, 28, 28), 0 (paper) to 1 (ink).
            labels: integers (n,), 0 to 9.
            rate: the learning rate, how far the step goes along the slope.
        """
        wrong = self.probabilities(pixels)
        wrong[np.arange(len(labels)), labels] -= 1
        wrong /= len(labels)
        slope = (wrong.T @ pixels.reshape(len(pixels), -1)).reshape(self.weights.shape)
        return replace(
            self,
            weights=self.weights - np.float32(rate) * slope,
            start=self.start - np.float32(rate) * wrong.sum(axis=0),
        )


@dataclass(frozen=True, eq=False)
class Descent:
    """A network on its way downhill.

    Attributes:
        network: as it is now.
        losses: before the first step, and after each.
    """

    network: Linear
    losses: tuple[float, ...]

    @classmethod
    def begun(cls, pixels: Float32Array, labels: AnyIntArray) -> "Descent":
        """At the top: an untrained network, with digits as ``Linear.stepped`` takes them."""
        network = Linear.untrained()
        return cls(network, (network.loss(pixels, labels),))

    @property
    def steps(self) -> int:
        """How many have been taken."""
        return len(self.losses) - 1

    def advanced(
        self, pixels: Float32Array, labels: AnyIntArray, rate: float, steps: int
    ) -> "Descent":
        """So many steps further, each as ``Linear.stepped`` takes it."""
        network, losses = self.network, [*self.losses]
        for _ in range(steps):
            network = network.stepped(pixels, labels, rate)
            losses.append(network.loss(pixels, labels))
        return Descent(network, tuple(losses))
