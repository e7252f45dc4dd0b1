"""The reader of whole lines: a small convolutional network that reads from left to right.

It answers for each two columns of a strip which character is there, or none: what connectionist
temporal classification learns from texts alone (Graves, Fernandez, Gomez, Schmidhuber,
"Connectionist temporal classification", ICML 2006).
"""

from typing import Any

from mnist_core.ink.strip import HEIGHT

NONE = "?"  # stands for what is no digit
CHARACTERS = "0123456789" + NONE
BLANK = 0  # the answer that no character is there; the characters follow
COLUMNS = 2  # of a strip, for one answer


def build_line_reader() -> Any:
    """The network: strips (n, 28, w, 1), 0 to 1, to logits (n, w / 2, 12)."""
    import keras
    from keras import layers

    def convolve(x: Any, filters: int, size: tuple[int, int], padding: str = "same") -> Any:
        x = layers.Conv2D(filters, size, padding=padding, use_bias=False)(x)
        return layers.Activation("relu")(layers.BatchNormalization(momentum=0.98)(x))

    strips = keras.Input((HEIGHT, None, 1), name="strip")
    x = convolve(strips, 20, (3, 3))
    x = layers.MaxPooling2D((2, 2))(x)
    x = convolve(convolve(x, 32, (3, 3)), 32, (3, 3))
    x = layers.MaxPooling2D((2, 1))(x)
    x = convolve(convolve(x, 56, (3, 3)), 56, (3, 3))
    x = layers.ZeroPadding2D((0, 1))(x)
    x = convolve(x, 112, (7, 3), padding="valid")
    x = layers.Dropout(0.1)(x)
    x = convolve(convolve(x, 96, (1, 5)), 96, (1, 5))
    x = layers.Conv2D(len(CHARACTERS) + 1, (1, 1))(x)
    return keras.Model(strips, layers.Reshape((-1, len(CHARACTERS) + 1))(x), name="line_reader")
