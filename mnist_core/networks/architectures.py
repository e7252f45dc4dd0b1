"""The networks, by name, each with the recipe that it is trained by.

Importing this module does not load Keras: the web server lists networks without it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from mnist_core.errors import ConfigError
from mnist_core.ink.directions import DIRECTIONS

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
        validation_split: the part of the training digits that is held out, 0 to under 1. The last
            ones are.
        augment: whether digits are changed at random each time they are trained on. All are; with
            a data set that has live examples, 7 of 10 are, stored and live ones alike.
        average_weights: whether the trained network gets a moving average of the weights instead
            of the last ones (Polyak and Juditsky, 1992).
        data: the name of the data set, or its path, as ``load_dataset`` takes it.
    """

    epochs: int
    batch_size: int
    learning_rate: float = 0.001
    schedule: Schedule = "constant"
    validation_split: float = 0.0
    augment: bool = False
    average_weights: bool = False
    data: str = "mnist"


@dataclass(frozen=True)
class Architecture:
    """A network that can be trained.

    Attributes:
        name: what it is called in flags, files and addresses.
        title: a line about it, for people.
        origin: where its layers come from, in a line.
        recipe: how it is trained unless told otherwise.
        branches: functions that make the layers between the picture, (28, 28, 1), and the logits;
            mostly one. Several branches are an ensemble (Hansen and Salamon, "Neural network
            ensembles", 1990): each learns to answer alone, and the network's answer is the softmax
            of their mean logits.
        path_branches: the same for maps of the pen's path, (28, 28, 8). Such a network answers in
            two ways: from the picture alone, and where the path is known all branches together.
    """

    name: str
    title: str
    origin: str
    recipe: Recipe
    branches: tuple[Callable[[], Sequence[keras.Layer]], ...]
    path_branches: tuple[Callable[[], Sequence[keras.Layer]], ...] = ()

    def build(self, labels: int = 10) -> keras.Model:
        """The untrained network.

        It takes float32 (n, 28, 28), 0 to 1, and gives probabilities (n, labels). With path
        branches it takes float32 (n, 28, 28, 8), 0 to 1, besides, and gives two answers: the first
        from the pictures alone, the second from both.
        """
        import keras

        name = self.name.replace("-", "_")
        pixels = keras.Input((28, 28), name="pixels")
        reshape = keras.layers.Reshape((28, 28, 1))
        if len(self.branches) == 1 and not self.path_branches:
            answer = keras.layers.Dense(labels, activation="softmax", name="probabilities")
            return keras.Sequential([pixels, reshape, *self.branches[0](), answer], name=name)
        logits = _logits(self.branches, reshape(pixels), labels, "branch")
        probabilities = _together(logits, "probabilities")
        if not self.path_branches:
            return keras.Model(pixels, probabilities, name=name)
        directions = keras.Input((28, 28, DIRECTIONS), name="directions")
        logits += _logits(self.path_branches, directions, labels, "path")
        return keras.Model(
            [pixels, directions], [probabilities, _together(logits, "of_both")], name=name
        )


def _logits(
    branches: Sequence[Callable[[], Sequence[keras.Layer]]], given: Any, labels: int, name: str
) -> list[Any]:
    """What each branch makes of what it is given: tensors (n, labels)."""
    import keras

    return [
        keras.Sequential([*layers(), keras.layers.Dense(labels)], name=f"{name}_{i}")(given)
        for i, layers in enumerate(branches, start=1)
    ]


def _together(logits: Sequence[Any], name: str) -> Any:
    """The softmax of several branches' mean logits."""
    import keras

    mean = keras.layers.Average()(logits) if len(logits) > 1 else logits[0]
    return keras.layers.Softmax(name=name)(mean)


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


def _block(filters: int, size: int, strides: int = 1, padding: str = "valid") -> list[keras.Layer]:
    """A convolution with batch normalisation."""
    from keras import layers as kl

    convolution = kl.Conv2D(filters, size, strides, padding=padding, use_bias=False)
    return [convolution, kl.BatchNormalization(), kl.ReLU()]


def _robust_cnn_layers() -> Sequence[keras.Layer]:
    """Two blocks that halve the picture by a strided convolution, and a third that reads it."""
    return [
        *_block(24, 3),
        *_block(24, 3),
        *_block(24, 5, strides=2, padding="same"),
        *_block(48, 3),
        *_block(48, 3),
        *_block(48, 5, strides=2, padding="same"),
        *_block(96, 3),
        *_dense_block(96),
    ]


def _pooled_layers() -> Sequence[keras.Layer]:
    """Sees each pixel, and twice keeps the strongest of four."""
    from keras import layers as kl

    def pooled(filters: int) -> list[kl.Layer]:
        convolution, normalisation, relu = _block(filters, 3)
        return [convolution, kl.MaxPooling2D(), normalisation, relu]

    return [
        *_block(32, 3),
        *pooled(32),
        *_block(64, 3),
        *pooled(64),
        *_block(128, 3),
        *_dense_block(128),
    ]


def _path_layers() -> Sequence[keras.Layer]:
    """Halves the maps at once, for they are blurred, and sees ways that several pixels go."""
    from keras import layers as kl

    convolution, normalisation, relu = _block(64, 3)
    return [
        *_block(48, 5, strides=2),
        *_block(64, 3),
        *[convolution, kl.MaxPooling2D(), normalisation, relu],
        *_block(128, 3),
        *_dense_block(128),
    ]


def _dense_block(units: int) -> list[keras.Layer]:
    """A dense layer with batch normalisation and dropout on all that was seen."""
    from keras import layers as kl

    dense = kl.Dense(units, use_bias=False)
    return [kl.Flatten(), dense, kl.BatchNormalization(), kl.ReLU(), kl.Dropout(0.3)]


ARCHITECTURES = {
    each.name: each
    for each in (
        Architecture(
            "mlp-128",
            "One layer of 128 units: the first network that most people train",
            "A notebook that many begin with, its recipe too",
            Recipe(epochs=5, batch_size=32),
            (_mlp(128),),
        ),
        Architecture(
            "mlp-128-dropout",
            "One layer of 128 units with dropout: a fifth of them rest at each step",
            "A notebook's, its recipe too; TensorFlow's quickstart for beginners has these layers",
            Recipe(epochs=5, batch_size=32, validation_split=0.2),
            (_mlp(128, dropout=0.2),),
        ),
        Architecture(
            "mlp-128-64",
            "Two layers, of 128 and 64 units, with a learning rate that falls",
            "A notebook's layers, with a recipe of ours",
            Recipe(
                epochs=15,
                batch_size=64,
                learning_rate=0.002,
                schedule="cosine",
                validation_split=0.05,
                average_weights=True,
            ),
            (_mlp(128, 64),),
        ),
        Architecture(
            "cnn",
            "Convolution, pooling, fully connected: sees shapes wherever they are",
            "The plan of a notebook, with sizes and a recipe of ours",
            Recipe(
                epochs=6,
                batch_size=64,
                learning_rate=0.002,
                schedule="one-cycle",
                validation_split=0.05,
                average_weights=True,
            ),
            (_cnn_layers,),
        ),
        Architecture(
            "robust-cnn",
            "Seven convolutions trained on digits that are bent, slanted, thick and thin",
            "Ours; its digits are changed after Simard, Steinkraus and Platt (ICDAR 2003)",
            Recipe(
                epochs=30,
                batch_size=128,
                learning_rate=0.004,
                schedule="one-cycle",
                validation_split=0.05,
                augment=True,
                average_weights=True,
            ),
            (_robust_cnn_layers,),
        ),
        Architecture(
            "drawing-cnn",
            "Two branches that see the picture and two that see the pen's path answer together",
            "Ours; an ensemble after Hansen and Salamon (1990), calibrated after Guo et al. (2017)",
            Recipe(
                epochs=22,
                batch_size=128,
                learning_rate=0.004,
                schedule="one-cycle",
                validation_split=0.05,
                augment=True,
                average_weights=True,
                data="mixture",
            ),
            (_pooled_layers, _pooled_layers),
            (_path_layers, _path_layers),
        ),
    )
}


def find_architecture(name: str) -> Architecture:
    """The network of that name.

    Raises:
        ConfigError: there is none.
    """
    if name not in ARCHITECTURES:
        raise ConfigError(f"expected an architecture of {', '.join(ARCHITECTURES)}, got {name!r}")
    return ARCHITECTURES[name]
