"""Train a network: the library's training at the command line.

python train_model.py                   a good network in a minute or two
python train_model.py --architecture robust-cnn --epochs 20
python train_model.py --help
"""

import argparse
import logging
import os
import shlex
import shutil
import signal
import sys
import threading
import traceback
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from tqdm import tqdm

from mnist_core import files, places, runs
from mnist_core.data import writers
from mnist_core.data.catalogue import DATA_SETS, check_data, load_dataset
from mnist_core.data.corrections import read_corrections, split
from mnist_core.data.dataset import Dataset
from mnist_core.data.mnist import find_mnist, load_mnist
from mnist_core.errors import ConfigError, MnistCoreError, ModelError, TrainingError
from mnist_core.networks.architectures import ARCHITECTURES
from mnist_core.networks.config import TrainingConfig, default_config
from mnist_core.publishing.publish import check_name, publish
from mnist_core.recognition.card import Card, read_card
from mnist_core.runs import queue
from mnist_core.runs.teaching import Teaching, read_teaching
from mnist_core.training.config import read_config, start_run
from mnist_core.training.loop import train
from mnist_core.training.recorder import Preparation
from mnist_core.training.teaching import start_teaching_run, teaching_config

DEFAULT_ARCHITECTURE = "cnn"
SIGNALS = (signal.SIGINT, signal.SIGTERM)
SETTINGS = (
    *("epochs", "batch_size", "learning_rate", "validation_split", "augment", "seed", "data"),
    "time_limit",
)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (see --help)\n")


def main(arguments: list[str] | None = None) -> int:
    """Run the command; its exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.list:
        print(_runs_table(runs.list_runs(options.runs_dir)))
        return 0
    try:
        run = _find_or_start(options)
    except MnistCoreError as error:
        parser.error(str(error))
    try:
        status = _train(run)
        evaluated = status.state != "paused" and (run / "model.json").exists()
        if options.output and evaluated:
            _save(run, options.output)
        if options.publish and status.state == "finished":
            card = publish(run, options.publish, _writers(), mnist=_mnist())
        elif evaluated:
            card = read_card(run / "model.json")
        if evaluated:
            print(_result_table(run, card))
            if card.config.start_from is not None:
                print(_teaching_table(read_teaching(run)))
    except (MnistCoreError, OSError) as error:
        if error.__cause__ is not None and isinstance(error, TrainingError):
            traceback.print_exception(error.__cause__)  # nobody foresaw it: show all there is
        print(f"{parser.prog}: {error}", file=sys.stderr)
        print(f"What there is of it is in {run}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"\nAborted. Go on with: {_how_to_resume(run, options)}", file=sys.stderr)
        return 130
    if status.state in ("stopped", "paused"):
        words = "Paused" if status.state == "paused" else "Stopped before its end"
        print(f"\n{words}. Go on with: {_how_to_resume(run, options)}")
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="train_model.py",
        description="Train a network to read digits. Settings that are left out come from the "
        "network's own recipe.",
    )
    add = parser.add_argument
    add(
        "--architecture",
        "--model",
        choices=ARCHITECTURES,
        help=f"the network (default: {DEFAULT_ARCHITECTURE})",
    )
    add("--epochs", type=int, help="passes over the training digits")
    add("--batch-size", type=int, help="digits in a step")
    add("--learning-rate", type=float, help="of the Adam optimizer, at its highest")
    add("--validation-split", type=float, help="part of the training digits held out, 0 to 1")
    add("--augment", action=argparse.BooleanOptionalAction, help="change digits at random")
    add("--time-limit", type=float, metavar="SECONDS", help="stop after so long a training")
    add("--seed", type=int, help="same seed, same machine: same weights (default: 0)")
    add(
        "--from",
        dest="start_from",
        metavar="NAME",
        help="teach a copy of this network the drawings of --corrections: a published one's name, "
        "or runs/ and a run's",
    )
    add(
        "--corrections",
        type=Path,
        metavar="FILE",
        help="drawings with what they are, as the Teach page downloads them; every fourth is kept "
        "aside to be measured on",
    )
    add("--data", help=f"{', '.join(DATA_SETS)}, or the path of an .npz or a folder of IDX files")
    add(
        "--runs-dir",
        type=Path,
        default=places.runs_dir(),
        help="where run folders are (default: runs)",
    )
    add("--name", help="the run folder's name (default: time and network)")
    add("--resume", metavar="RUN", help="go on with a run that was stopped or interrupted")
    add("--output", type=Path, metavar="FILE", help="save the network as .keras or .h5 as well")
    add("--publish", metavar="NAME", help="put the network into models/, for the app to offer")
    add("--list", action="store_true", help="list the runs and exit")
    return parser


def _find_or_start(options: argparse.Namespace) -> Path:
    """The run folder that the options ask for; nothing is written unless all of them are good."""
    if options.output is not None:
        _check_output(options.output)
    if options.publish is not None:
        check_name(options.publish)
        if _writers() is None:
            print(f"{writers.PATH_VARIABLE} is not set: drawings will not be measured.")
        if _mnist() is None:
            print("MNIST is not here: its digits will not be found again by drawings like them.")
    settings = {key: value for key in SETTINGS if (value := getattr(options, key)) is not None}
    if options.resume is None and (options.start_from or options.corrections):
        return _start_teaching(options, settings)
    if options.resume is None:
        config = default_config(options.architecture or DEFAULT_ARCHITECTURE, **settings)
        check_data(config.data)
        if config.data == "mixture":
            writers.read_writer_split()
        return start_run(config, options.runs_dir, options.name)
    given = (options.architecture, options.name, options.start_from, options.corrections)
    if settings or any(given):
        raise ConfigError("--resume goes on with the run's own settings: give no others")
    run = runs.read_run(runs.run_path(options.runs_dir, options.resume))
    if run.status.pid is not None and run.under_way:
        raise ConfigError(f"{run.name} is {run.status.state} in process {run.status.pid}")
    return run.path


def _start_teaching(options: argparse.Namespace, settings: Mapping[str, Any]) -> Path:
    """The folder of a new run that teaches a network drawings."""
    if not (options.start_from and options.corrections):
        raise ConfigError("--from names the network and --corrections the drawings: give both")
    if options.architecture or {"augment", "validation_split"} & settings.keys():
        raise ConfigError(
            "--from begins from a network: give no --architecture, --augment or --validation-split"
        )
    config = replace(teaching_config(options.start_from, options.runs_dir), **settings)
    check_data(config.data)
    learnt_from, kept_aside = split(read_corrections(options.corrections))
    return start_teaching_run(config, learnt_from, kept_aside, options.runs_dir, options.name)


def _writers() -> writers.WriterSplit | None:
    """The pen strokes that the environment names, if it names any."""
    return writers.read_writer_split() if os.environ.get(writers.PATH_VARIABLE) else None


def _mnist() -> Dataset | None:
    """MNIST, if it is at hand: it is not downloaded for this."""
    return load_mnist() if find_mnist() else None


def _check_output(path: Path) -> None:
    if path.suffix not in (".keras", ".h5"):
        raise ConfigError(f"--output: expected a file that ends in .keras or .h5, got {path}")
    if not path.resolve().parent.is_dir() or path.is_dir():
        raise ConfigError(f"--output: there is no folder {path.parent}, or {path} is one itself")


def _train(run: Path) -> runs.Status:
    """Train a run unless it is finished, showing how it goes; Ctrl-C stops it cleanly."""
    status = runs.read_run(run).status
    if status.state == "finished":
        return status
    stop = threading.Event()

    def on_signal(number: int, frame: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        tqdm.write("Stopping and saving (once more to abort) ...", file=sys.stderr)

    before = {number: signal.signal(number, on_signal) for number in SIGNALS}
    print(f"{run}: {_summary(read_config(run))}", flush=True)
    others = ", ".join(each.name for each in queue.ahead(run))
    print(f"Waiting for {others} ..." if others else "Loading TensorFlow ...", flush=True)
    progress = _Bar() if sys.stderr.isatty() else _Lines()
    try:
        return train(run, partial(_load, run), should_stop=stop.is_set, watch=progress)
    finally:
        progress.close()
        for number, handler in before.items():
            signal.signal(number, handler)


def _load(run: Path, data: str) -> Dataset:
    """Load a run's data, showing how it goes, here and in the run's status."""
    say = Preparation(run)
    download = tqdm(total=1, unit="B", unit_scale=True, desc="downloading MNIST", delay=0.5)
    with tqdm(desc="writing digits", unit=" digits", delay=0.5, leave=False, disable=None) as bar:

        def written(done: int, count: int) -> None:
            bar.total = count
            bar.update(done - bar.n)
            say(done, count)

        return load_dataset(data, download, written)


def _summary(config: TrainingConfig) -> str:
    if config.start_from is not None:
        return f"a copy of {config.start_from}, taught drawings beside {config.data}"
    epochs = "1 epoch" if config.epochs == 1 else f"{config.epochs} epochs"
    return f"{config.architecture} on {config.data}, {epochs} of batches of {config.batch_size}"


class _Bar:
    """Progress at a terminal."""

    _FORMAT = "{desc} |{bar}| {percentage:3.0f} %, {remaining} left{postfix}"

    def __init__(self) -> None:
        self._bar: tqdm[NoReturn] | None = None

    def __call__(self, status: runs.Status, measurement: Mapping[str, float]) -> None:
        done = (status.epoch - 1) * status.batches + status.batch
        if self._bar is None:
            total = status.epochs * status.batches
            self._bar = tqdm(total=total, initial=done, bar_format=self._FORMAT, leave=False)
        self._bar.desc = f"epoch {status.epoch}/{status.epochs}, batch {status.batch}"
        self._bar.set_postfix_str(
            f"{status.digits_per_second:,.0f} digits/s, {_metrics(measurement)}", refresh=False
        )
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


class _Lines:
    """Progress where output is no terminal: a line an epoch."""

    def __call__(self, status: runs.Status, measurement: Mapping[str, float]) -> None:
        if status.batch == status.batches:
            with suppress(BrokenPipeError):  # nobody listens any more: training goes on
                print(
                    f"epoch {status.epoch}/{status.epochs}: {_metrics(measurement)}, "
                    f"{status.digits_per_second:,.0f} digits/s, {status.seconds_left:.0f} s left",
                    flush=True,
                )

    def close(self) -> None:
        pass


def _metrics(measurement: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:.4f}" for name, value in measurement.items())


def _save(run: Path, output: Path) -> None:
    """Save a run's network as ``.keras`` (a copy) or in Keras's older ``.h5``."""
    with files.replacing(output) as temporary:
        shutil.copyfile((run / "model").with_suffix(output.suffix), temporary)


def _result_table(run: Path, card: Card) -> str:
    return _aligned(
        [
            ("network", card.architecture),
            ("parameters", f"{card.parameters:,}"),
            ("training time", f"{card.seconds:.0f} s"),
            ("data", card.data.name),
            ("test accuracy", f"{card.test.accuracy:.2%}"),
            ("test loss", f"{card.test.loss:.4f}"),
            ("calibration error", f"{card.test.calibration_error:.4f}"),
            *([("MNIST accuracy", f"{card.mnist:.2%}")] if card.mnist is not None else []),
            ("run folder", str(run)),
        ]
    )


def _teaching_table(teaching: Teaching) -> str:
    """What came of teaching a network drawings: before, and after."""
    letters = "people's letters" if teaching.letters_by == "people" else "drawn letters"
    compared = {
        "own drawings, kept aside": teaching.own,
        "MNIST's test digits": teaching.mnist,
        "generated digits": teaching.generated,
        "people held out": teaching.people,
        f"{letters}, refused": teaching.letters,
    }
    rows = [
        (name, f"{each.count:,}", f"{each.before:.2%}", f"{each.after:.2%}")
        for name, each in compared.items()
        if each is not None
    ]
    return _aligned([("read right", "of", "before", "after"), *rows])


def _runs_table(listed: list[runs.Run]) -> str:
    if not listed:
        return "No runs yet: python train_model.py makes one."
    rows: list[tuple[str, ...]] = [
        ("run", "state", "epoch", "data", "test accuracy", "MNIST accuracy", "time")
    ]
    for run in listed:
        status = run.status
        epoch = f"{status.epoch}/{run.config.get('epochs', '?')}"
        data = Path(str(run.config.get("data", "?"))).name
        time = f"{status.seconds:.0f} s"
        rows.append((run.name, status.state, epoch, data, *_accuracies(run.path), time))
    return _aligned(rows)


def _accuracies(run: Path) -> tuple[str, str]:
    """What a run's network reads of its own test digits, and of MNIST's."""
    if not (run / "model.json").exists():
        return "-", "-"
    try:
        card = read_card(run / "model.json")
    except ModelError:
        return "damaged", "-"
    on_mnist = "-" if card.on_mnist is None else f"{card.on_mnist:.2%}"
    return f"{card.test.accuracy:.2%}", on_mnist


def _aligned(rows: list[Any]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _how_to_resume(run: Path, options: argparse.Namespace) -> str:
    words = ["python", "train_model.py", "--resume", run.name]
    if options.runs_dir != places.runs_dir():
        words += ["--runs-dir", str(options.runs_dir)]
    if options.output:
        words += ["--output", str(options.output)]
    if options.publish:
        words += ["--publish", options.publish]
    return shlex.join(words)


if __name__ == "__main__":
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    logging.getLogger("absl").setLevel(logging.ERROR)  # that .h5 is old is known
    sys.exit(main())
