"""What a run trains, and how, in words."""

from app_pages.figures.text import counted
from app_pages.visit.runs import began_from, data_title
from mnist_core import runs
from mnist_core.training.config import config_of


def describe_settings(run: runs.Run) -> str:
    """What a run trains, and how."""
    config = config_of(run)
    if config is None:
        return f"Run {run.name}. Its settings are damaged."
    first = began_from(run)
    if first is not None:
        return (
            f"Taught drawings, begun from {first}. Half of each batch of {config.batch_size} are "
            f"drawings. The other half are {data_title(config.data)}, digits that the program "
            f"writes, and what is no digit. Learning rate {config.learning_rate:g}, seed "
            f"{config.seed}. Run {run.name}."
        )
    return (
        f"{data_title(config.data)}, {counted(config.epochs, 'epoch')} in batches of "
        f"{config.batch_size}, learning rate {config.learning_rate:g}, "
        f"{'augmented' if config.augment else 'not augmented'}, validation split "
        f"{config.validation_split:g}, seed {config.seed}. Run {run.name}."
    )
