"""Runs that are paused, stopped and resumed while others wait: by a learner that learns at once."""

import json
import threading
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from filelock import FileLock

from mnist_core import runs
from mnist_core.errors import RunError, TrainingError
from mnist_core.networks.config import default_config
from mnist_core.training import control, from_scratch
from mnist_core.training.config import start_run
from mnist_core.training.loop import train
from tools.waiting import wait_until

CONFIG = default_config("mlp-128", epochs=50)


class FakeLearner:
    """Learns at once: all that it knows is how many digits it has seen."""

    model = SimpleNamespace(layers=[SimpleNamespace(weights=["none that moments are kept of"])])

    def __init__(self, *_, **__):
        self.seen = 0

    def train(self, chunk):
        self.seen += len(chunk.labels)
        return 1 / self.seen, 0.5

    def predict(self, images):
        return np.full((len(images), 10), 0.1, np.float32)

    def save(self, file, position):
        np.savez(file, seen=self.seen, position=json.dumps(position))

    def load(self, path):
        with np.load(path) as archive:
            self.seen = int(archive["seen"])
            return json.loads(str(archive["position"]))


def write_seen(run, config, dataset, learner, seconds):
    """Stands for a run's results: what its learner has seen."""
    (run / "seen").write_text(str(learner.seen))


@pytest.fixture(autouse=True)
def fakes(monkeypatch):
    monkeypatch.setattr(from_scratch, "Learner", FakeLearner)
    monkeypatch.setattr(from_scratch, "write_results", write_seen)
    monkeypatch.setattr(control, "_launch", lambda run: None)


@pytest.fixture
def load(small_dataset):
    return lambda data: small_dataset


def train_and_ask(run, load, command):
    """Train a run, of which somebody asks something after its first chunk of digits."""
    return train(run, load, watch=lambda *_: runs.ask(run, command))


@pytest.fixture
def paused(tmp_path, load):
    run = start_run(CONFIG, tmp_path, "paused")
    assert train_and_ask(run, load, "pause").state == "paused"
    return run


def test_paused_run_has_no_results_and_goes_on_where_it_was(paused, load, small_dataset):
    first = runs.read_metrics(paused)
    assert (len(first), (paused / "seen").exists()) == (1, False)
    control.resume(paused)
    assert train(paused, load).state == "finished"
    assert runs.read_metrics(paused)[:1] == first
    assert (paused / "seen").read_text() == str(50 * len(small_dataset.train_labels))


def test_stopped_run_has_results_of_what_it_learnt(tmp_path, load):
    run = start_run(CONFIG, tmp_path)
    assert train_and_ask(run, load, "stop").state == "stopped"
    seen = int((run / "seen").read_text())
    assert runs.read_metrics(run)[-1]["loss"] == 1 / seen
    control.resume(run)
    assert train(run, load).state == "finished"
    assert int((run / "seen").read_text()) > seen


def test_stopping_a_paused_run_evaluates_it_in_its_turn(paused, load, tmp_path):
    other = start_run(replace(CONFIG, seed=1), tmp_path, "other")
    stopping = threading.Thread(target=train, args=(paused, load))
    seen = []

    def stop_the_paused_one(status, measurement):
        """Once the other trains; the other is stopped when the paused one waits for it."""
        if not stopping.ident:
            control.stop(paused)
            stopping.start()
            wait_until(lambda: runs.read_run(paused).status.pid, 30)
        elif not seen:
            seen.append(runs.read_run(paused).status.state)
            control.stop(other)

    assert train(other, load, watch=stop_the_paused_one).state == "stopped"
    stopping.join()
    assert seen == ["queued"]
    assert runs.read_run(paused).status.state == "stopped"
    assert (paused / "seen").exists()


def test_run_paused_while_it_waits_can_be_stopped(paused, load):
    control.resume(paused)
    control.pause(paused)
    with FileLock(paused.parent / ".turn"):  # somebody else's turn
        assert train(paused, load=pytest.fail).state == "paused"
    control.stop(paused)
    assert train(paused, load).state == "stopped"
    assert (paused / "seen").exists()


@pytest.mark.parametrize(
    "position",
    [
        *([1, 2, 3], "x", None, {"epoch": "x"}, {"epoch": 1, "digits": 1.5}),
        *({"epoch": 1, "seconds": each} for each in (float("nan"), -1, None)),
    ],
)
def test_checkpoint_without_a_position_fails_in_words(paused, load, position):
    np.savez(runs.checkpoint(paused), seen=1, position=json.dumps(position))
    control.resume(paused)
    with pytest.raises(RunError, match="cannot be resumed from"):
        train(paused, load)


def test_failed_run_gives_its_turn_to_the_next(tmp_path, load, monkeypatch):
    run, following = (start_run(CONFIG, tmp_path, name) for name in "ab")

    def diverge(self, chunk):
        raise TrainingError("try a lower learning rate")

    with monkeypatch.context() as broken:
        broken.setattr(FakeLearner, "train", diverge)
        with pytest.raises(TrainingError):
            train(run, load)
    status = runs.read_run(run).status
    assert (status.state, status.error) == ("failed", "try a lower learning rate")
    assert train(following, load).state == "finished"


def test_run_stops_at_its_time_limit_with_results(tmp_path, load):
    run = start_run(replace(CONFIG, time_limit=1e-9), tmp_path)
    status = train(run, load)
    assert (status.state, status.epoch, status.seconds > 1e-9) == ("stopped", 1, True)
    assert (run / "seen").exists()
