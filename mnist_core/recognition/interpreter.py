"""LiteRT, which runs trained networks: their files opened, or an error in words."""

from pathlib import Path
from typing import Any

from ai_edge_litert.interpreter import Interpreter

from mnist_core.errors import ModelError

_TFLITE_MAGIC = b"TFL3"  # bytes 4 to 8 (tensorflow/lite/schema/schema.fbs, file_identifier)


def read_model(path: Path) -> bytes:
    """The bytes of a model file.

    Raises:
        ModelError: it is missing.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"cannot read the model file {path} ({error.strerror}): train it with train_model.py, "
            "or restore it from the repository"
        ) from error


def open_interpreter(path: Path, content: bytes) -> Any:
    """The LiteRT interpreter of a model, ready to run on one core.

    Args:
        path: of its file, to be named in an error.
        content: the file's bytes.

    Raises:
        ModelError: it is damaged, or no such file.
    """
    if content[4:8] != _TFLITE_MAGIC:
        raise ModelError(f"{path} is no .tflite file: export the model with train_model.py")
    try:
        interpreter = Interpreter(model_content=content, num_threads=1)
        interpreter.allocate_tensors()
    except (ValueError, RuntimeError) as error:
        raise ModelError(
            f"{path} is damaged or cut short ({str(error).splitlines()[0]}): "
            "train it again, or restore it from the repository"
        ) from error
    return interpreter
