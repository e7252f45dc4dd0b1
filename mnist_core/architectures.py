"""The networks, by name, each with the recipe that it is trained by.

Importing this module does not load Keras: the web server lists networks without it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from mnist_core.errors import ConfigError

if TYPE_CHECKING:
    import keras

Schedule = Literal["constant", "cosine", "one-cycle"]


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How a network is trained.

    Attributes:
        epochs: passes over the training digits.
        batch_size: digits in a step.
        learning_rate: of Adam (Kingma and Ba, arXiv 1412.6980), at its highest.
        schedule: "constant"; "cosine", falling to 0 (Loshchilov and Hutter, arXiv 1608.03983); or
            "one-cycle", rising for the first fifth and then falling to 0 (after Smith and Topin,
            arXiv 1708.07120).
        validation_split: the part of the training digits, the last ones, held out: 0 to under 1.
        augment: whether each digit is changed at random each time it is trained on.
        average_weights: whether the network keeps a moving average of its weights instead of the
            last ones (Polyak and Juditsky, 1992).
    """

    epochs: int
    batch_size: int
    learning_rate: float = 0.001
    schedule: Schedule = "constant"
    validation_split: float = 0.0
    augment: bool = False
    average_weights: bool = False


@dataclass(frozen=True)
class Architecture:
    """A network that can be trained.

    Attributes:
        name: what it is called in flags, files and addresses.
        title: a line about it, for people.
        recipe: how it is trained unless told otherwise.
        layers: makes its layers between the picture, (28, 28, 1), and the softmax.
    """

    name: str
    title: str
    recipe: Recipe
    layers: Callable[[], Sequence[keras.Layer]]

    def build(self, labels: int = 10) -> keras.Model:
        """The untrained network: float32 (n, 28, 28), 0 to 1, to probabilities (n, labels)."""
        import keras

        return keras.Sequential(
            [
                keras.Input((28, 28), name="pixels"),
                keras.layers.Reshape((28, 28, 1)),
                *self.layers(),
                keras.layers.Dense(labels, activation="softmax", name="probabilities"),
            ],
            name=self.name.replace("-", "_"),
        )


def _mlp(*units: int, dropout: float = 0.0) -> Callable[[], Sequence[keras.Layer]]:
    """Dense layers on the flattened picture."""

    def layers() -> Sequence[keras.Layer]:
        from keras import layers as kl

        dense = [kl.Dense(each, activation="relu") for each in units]
        return [kl.Flatten(), *dense, *([kl.Dropout(dropout)] if dropout else [])]

    return layers


def _cnn_layers() -> Sequence[keras.Layer]:
    from keras import layers as kl

    return [
        kl.Conv2D(16, 3, activation="relu"),
        kl.MaxPooling2D(),
        kl.Conv2D(32, 3, activation="relu"),
        kl.MaxPooling2D(),
        kl.Flatten(),
        kl.Dense(128, activation="relu"),
        kl.Dropout(0.3),
    ]


def _robust_cnn_layers() -> Sequence[keras.Layer]:
    """Two blocks that halve the picture by a strided convolution, and a third that reads it."""
    from keras import layers as kl

    def block(filters: int, size: int, strides: int = 1, padding: str = "valid") -> list[kl.Layer]:
        convolution = kl.Conv2D(filters, size, strides, padding=padding, use_bias=False)
        return [convolution, kl.BatchNormalization(), kl.ReLU()]

    return [
        *block(24, 3),
        *block(24, 3),
        *block(24, 5, strides=2, padding="same"),
        *block(48, 3),
        *block(48, 3),
        *block(48, 5, strides=2, padding="same"),
        *block(96, 3),
        kl.Flatten(),
        kl.Dense(96, use_bias=False),
        kl.BatchNormalization(),
        kl.ReLU(),
        kl.Dropout(0.3),
    ]


ARCHITECTURES = {
    each.name: each
    for each in (
        Architecture(
            "mlp-128",
            "One layer of 128 units: the first network that most people train",
            Recipe(epochs=5, batch_size=32),
            _mlp(128),
        ),
        Architecture(
            "mlp-128-dropout",
            "One layer of 128 units with dropout: a fifth of them rest at each step",
            Recipe(epochs=5, batch_size=32, validation_split=0.2),
            _mlp(128, dropout=0.2),
        ),
        Architecture(
            "mlp-128-64",
            "Two layers, of 128 and 64 units, with a learning rate that falls",
            Recipe(
                epochs=15,
                batch_size=64,
                learning_rate=0.002,
                schedule="cosine",
                validation_split=0.05,
                average_weights=True,
            ),
            _mlp(128, 64),
        ),
        Architecture(
            "cnn",
            "Convolution, pooling, fully connected: sees shapes wherever they are",
            Recipe(
                epochs=6,
                batch_size=64,
                learning_rate=0.002,
                schedule="one-cycle",
                validation_split=0.05,
                average_weights=True,
            ),
            _cnn_layers,
        ),
        Architecture(
            "robust-cnn",
            "Seven convolutions trained on digits that are bent, slanted, thick and thin",
            Recipe(
                epochs=30,
                batch_size=128,
                learning_rate=0.004,
                schedule="one-cycle",
                validation_split=0.05,
                augment=True,
                average_weights=True,
            ),
            _robust_cnn_layers,
        ),
    )
}


def describe_layers(model: keras.Model) -> list[dict[str, Any]]:
    """What a network is made of, layer by layer, for its card.

    Returns:
        Of each layer: "kind", Keras's name of it, such as "Conv2D"; "setting", what makes it
        special, such as its kernel size, or ""; "shape", of what it gives, without the batch;
        "parameters", how many it has.
    """
    return [
        {
            "kind": type(layer).__name__,
            "setting": _setting(layer),
            "shape": list(layer.output.shape[1:]),
            "parameters": layer.count_params(),
        }
        for layer in model.layers
    ]


def _setting(layer: Any) -> str:
    for name in ("kernel_size", "pool_size"):
        if hasattr(layer, name):
            size = " × ".join(map(str, getattr(layer, name)))
            stride = layer.strides[0]
            return size if name == "pool_size" or stride == 1 else f"{size}, stride {stride}"
    return f"{layer.rate:.0%}" if hasattr(layer, "rate") else ""


def find_architecture(name: str) -> Architecture:
    """The network of that name.

    Raises:
        ConfigError: there is none.
    """
    if name not in ARCHITECTURES:
        raise ConfigError(f"expected a model of {', '.join(ARCHITECTURES)}, got {name!r}")
    return ARCHITECTURES[name]
