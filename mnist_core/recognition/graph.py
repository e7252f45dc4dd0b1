"""What a ``.tflite`` file is made of: its operators in their order, with their weights.

Knows nothing of pictures. The file's format is TensorFlow's ``tensorflow/lite/schema/schema.fbs``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mnist_core.arrays import Float32Array
from mnist_core.errors import ModelError

# What a network of ours comes to as an operator, by LiteRT's names.
CONVOLUTION, POOLING, DENSE = "CONV_2D", "MAX_POOL_2D", "FULLY_CONNECTED"
TIMES, PLUS, SOFTMAX = "MUL", "ADD", "SOFTMAX"
_KNOWN = {CONVOLUTION, POOLING, DENSE, TIMES, PLUS, SOFTMAX, "RESHAPE"}


@dataclass(frozen=True, eq=False)
class Operator:
    """A step of a network.

    Attributes:
        kind: LiteRT's name of it, such as "CONV_2D".
        name: the tensor that it gives, by Keras's layers.
        given: the numbers of the tensors that it takes and that change with what is read.
        makes: the number of the tensor that it gives.
        weights: float32, those that it takes and that stay: of a convolution the kernels, (units,
            height, width, channels), and what is added, (units,); of a dense layer (units, inputs)
            and (units,).
        stride: pixels from one place of a kernel or pool to the next.
        size: pixels across a pool; 0 of other steps.
        same: whether the picture is padded with zeros so that it keeps its size.
        relu: whether what is below 0 becomes 0 in the end.
    """

    kind: str
    name: str
    given: tuple[int, ...]
    makes: int
    weights: tuple[Float32Array, ...]
    stride: int = 1
    size: int = 0
    same: bool = False
    relu: bool = False


def graph_of(path: Path, content: bytes, signature: int = 0) -> list[Operator]:
    """The steps of a network of ours, as ``read_graph`` gives them.

    Args:
        path: of its file, to be named in an error.
        content: as for ``read_graph``.
        signature: the same.

    Raises:
        ModelError: it is of another make.
    """
    try:
        found = read_graph(content, signature)
        strange = {each.kind for each in found} - _KNOWN
        if strange:
            raise ValueError(f"steps of kind {', '.join(sorted(strange))}")
    except Exception as error:  # what is not as expected raises a dozen kinds
        raise ModelError(
            f"{path} is of another make than train_model.py's ({error!r:.200}), and its layers "
            "cannot be looked at: train it with that"
        ) from error
    return found


def read_graph(content: bytes, signature: int = 0) -> list[Operator]:
    """The steps of a network.

    Args:
        content: a ``.tflite`` file that an interpreter has opened.
        signature: the number of the way to ask it, in the order of the file.
    """
    model, schema = _model(content)
    graph = model.Subgraphs(model.SignatureDefs(signature).SubgraphIndex())
    names = {value: name for name, value in vars(schema.BuiltinOperator).items() if name[:1] != "_"}
    found = []
    for i in range(graph.OperatorsLength()):
        step = graph.Operators(i)
        code = model.OperatorCodes(step.OpcodeIndex())
        kind = names[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())]
        inputs = step.InputsAsNumpy().tolist()
        weights = [_weights(model, schema, graph.Tensors(each)) for each in inputs]
        found.append(
            Operator(
                kind,
                graph.Tensors(step.Outputs(0)).Name().decode(errors="replace"),
                tuple(i for i, each in zip(inputs, weights, strict=True) if each is None),
                int(step.Outputs(0)),
                tuple(each for each in weights if each is not None and each.dtype == np.float32),
                **_options(schema, kind, step.BuiltinOptions()),
            )
        )
    return found


def with_weights(content: bytes, weights: Sequence[Float32Array]) -> bytes:
    """A ``.tflite`` file with other weights in the place of its own.

    Args:
        content: the file. Its first way to ask is the one that is changed.
        weights: of each step that has some, in their order, as ``Operator`` has them.

    Raises:
        ValueError: there are more or fewer, or one has another shape.
    """
    changed = bytearray(content)
    model, schema = _model(changed)
    graph = model.Subgraphs(model.SignatureDefs(0).SubgraphIndex())
    places = [
        tensor
        for i in range(graph.OperatorsLength())
        for tensor in map(graph.Tensors, graph.Operators(i).InputsAsNumpy().tolist())
        if (held := _weights(model, schema, tensor)) is not None and held.dtype == np.float32
    ]
    for place, new in zip(places, weights, strict=True):
        if _shape(place) != new.shape:
            raise ValueError(f"expected weights of shape {_shape(place)}, got {new.shape}")
        written = np.ascontiguousarray(new, np.float32).reshape(-1).view(np.uint8)
        model.Buffers(place.Buffer()).DataAsNumpy()[:] = written
    return bytes(changed)


def _model(content: bytes | bytearray) -> tuple[Any, Any]:
    """A file's root, and the format's classes."""
    from ai_edge_litert import schema_py_generated as schema  # large: not at the start of the app

    return schema.Model.GetRootAsModel(content, 0), schema


def _weights(model: Any, schema: Any, tensor: Any) -> Any:
    """What a tensor holds that is always the same; None where it changes with what is read."""
    buffer = model.Buffers(tensor.Buffer())
    if buffer.DataLength() == 0:
        return None
    if tensor.Type() != schema.TensorType.FLOAT32:
        return buffer.DataAsNumpy()  # a shape, or of a network that is not ours
    return buffer.DataAsNumpy().view(np.float32).reshape(_shape(tensor))


def _shape(tensor: Any) -> tuple[int, ...]:
    return tuple(tensor.ShapeAsNumpy()) if tensor.ShapeLength() else ()


def _options(schema: Any, kind: str, table: Any) -> dict[str, Any]:
    """What makes a step special."""
    classes = {
        CONVOLUTION: schema.Conv2DOptions,
        POOLING: schema.Pool2DOptions,
        DENSE: schema.FullyConnectedOptions,
        TIMES: schema.MulOptions,
        PLUS: schema.AddOptions,
    }
    if kind not in classes or table is None:
        return {}
    options = classes[kind]()
    options.Init(table.Bytes, table.Pos)
    found: dict[str, Any] = {
        "relu": options.FusedActivationFunction() == schema.ActivationFunctionType.RELU
    }
    if kind in (CONVOLUTION, POOLING):
        found |= {"stride": options.StrideH(), "same": options.Padding() == schema.Padding.SAME}
    if kind == POOLING:
        found["size"] = options.FilterHeight()
    return found
