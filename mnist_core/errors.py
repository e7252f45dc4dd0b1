"""Every error that this library raises on purpose.

MnistCoreError
├── DatasetError         the digits could not be found, downloaded or read
├── StrokesError         pen strokes could not be read
├── CorrectionsError     drawings with what they are could not be read
├── ClassroomError       a class has ended, is full, or its folder cannot be written
├── InvalidImageError    what was given is no picture
├── BlankImageError      a picture without ink
├── FileError            a file is missing, damaged, or holds something else
├── ModelError           a model file is missing, damaged or foreign
├── ConfigError          a training setting is out of range
├── RunError             a run folder is missing, damaged or in the wrong state
└── TrainingError        training went wrong (the loss is no number, the disk is full)

A message says in one line what was expected, what came, and what to do.
"""


class MnistCoreError(Exception):
    """Above all errors of this library: catch it to catch them all."""


class DatasetError(MnistCoreError):
    """The digits could not be found, downloaded or read."""


class StrokesError(MnistCoreError):
    """Pen strokes could not be read."""


class CorrectionsError(MnistCoreError):
    """Drawings with what they are could not be read."""


class ClassroomError(MnistCoreError):
    """A class has ended, is full, or its folder cannot be written."""


class InvalidImageError(MnistCoreError):
    """What was given is no picture: wrong type, shape, or size."""


class BlankImageError(MnistCoreError):
    """The picture has no ink."""


class FileError(MnistCoreError):
    """A file is missing, damaged, or holds something else."""


class ModelError(MnistCoreError):
    """A model file is missing, damaged or foreign."""


class ConfigError(MnistCoreError):
    """A training setting is out of range."""


class RunError(MnistCoreError):
    """A run folder is missing, damaged or in the wrong state."""


class TrainingError(MnistCoreError):
    """Training went wrong while it ran."""
