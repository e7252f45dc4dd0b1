"""LiteRT, which runs trained networks: their files opened, or an error in words."""

from pathlib import Path
from typing import Any

from ai_edge_litert.interpreter import Interpreter, OpResolverType

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


def open_interpreter(path: Path, content: bytes, *, keeps_all: bool = False) -> Any:
    """The LiteRT interpreter of a model, ready to run on one core.

    Args:
        path: of its file, to be named in an error.
        content: the file's bytes.
        keeps_all: whether what each layer gives can be asked for afterwards. That takes longer,
            for layers are not run together then.

    Raises:
        ModelError: it is damaged, or no such file.
    """
    if content[4:8] != _TFLITE_MAGIC:
        raise ModelError(f"{path} is no .tflite file: export the model with train_model.py")
    try:
        kept = {
            "experimental_preserve_all_tensors": True,
            "experimental_op_resolver_type": OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
        }
        options = kept if keeps_all else {}
        interpreter = Interpreter(model_content=content, num_threads=1, **options)
        interpreter.allocate_tensors()
    except (ValueError, RuntimeError) as error:
        raise ModelError(
            f"{path} is damaged or cut short ({str(error).splitlines()[0]}): "
            "train it again, or restore it from the repository"
        ) from error
    return interpreter
