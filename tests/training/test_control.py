"""Trainings started, paused, resumed, stopped, killed and starved as a page does it: for real."""

import json
import os
import shutil
import subprocess
import time
from contextlib import contextmanager, suppress
from dataclasses import replace

import psutil
import pytest

from mnist_core import files, runs
from mnist_core.data.catalogue import load_dataset
from mnist_core.data.corrections import Correction
from mnist_core.errors import ConfigError, RunError, TrainingError
from mnist_core.networks.config import default_config
from mnist_core.places import models_dir
from mnist_core.runs.status import Status
from mnist_core.training import control
from mnist_core.training.config import read_config, start_run
from mnist_core.training.limits import PUBLIC
from mnist_core.training.loop import train
from tools import hand
from tools.waiting import wait_until

SECONDS = 120


@pytest.fixture
def launched(monkeypatch):
    """Runs that a process would have been started for; none is."""
    names = []
    monkeypatch.setattr(control, "_launch", lambda run: names.append(run.name))
    return names


@pytest.fixture
def ended(tmp_path):
    """A function that makes a run that has ended."""
    made = []

    def make(name, owner=None, state="finished", size=0):
        run = start_run(default_config("cnn"), tmp_path, name, owner)
        made.append(run)  # each a day later than the one before
        config = files.read_json(run / "config.json")
        files.write_json(
            run / "config.json", {**config, "created": f"2026-01-{len(made):02}T00:00:00+00:00"}
        )
        runs.write_status(run, Status(state=state))
        (run / "model.keras").write_bytes(bytes(size))
        return run

    return make


def test_started_training_is_queued_with_its_config_and_owner(launched, tmp_path):
    config = default_config("mlp-128", epochs=2)
    run = control.start(config, tmp_path / "new", owner="me")
    found = runs.read_run(run)
    assert (found.status.state, found.owner, read_config(run)) == ("queued", "me", config)
    assert launched == [run.name]


def test_starting_twice_starts_once(launched, tmp_path):
    config = default_config("mlp-128")
    run = control.start(config, tmp_path)
    assert control.start(config, tmp_path) == run
    other = control.start(replace(config, seed=1), tmp_path)
    assert control.start(config, tmp_path, owner="somebody else") not in (run, other)
    runs.write_status(run, Status(state="finished"))
    assert control.start(config, tmp_path) != run
    assert len(launched) == 4


def test_data_without_a_name_is_no_data_for_a_page(launched, tmp_path):
    for data in ("/etc/passwd", "digits.npz", ""):
        with pytest.raises(ConfigError, match="mnist"):
            control.start(default_config("cnn", data=data), tmp_path)
    assert launched == list(tmp_path.iterdir()) == []


def test_public_server_limits_epochs_batch_and_time(launched, tmp_path):
    for change in ({"epochs": PUBLIC.epochs + 1}, {"batch_size": PUBLIC.batch_size + 1}):
        with pytest.raises(ConfigError, match="own machine"):
            control.start(default_config("cnn", **change), tmp_path, limits=PUBLIC)
    run = control.start(default_config("cnn", time_limit=1e9), tmp_path, limits=PUBLIC)
    assert read_config(run).time_limit == PUBLIC.seconds
    assert launched == [run.name]


def test_public_server_grants_a_visitor_one_training_and_the_queue_a_few(launched, tmp_path):
    def start(owner, **changes):
        return control.start(default_config("cnn", **changes), tmp_path, owner=owner, limits=PUBLIC)

    run = start("a")
    with pytest.raises(RunError, match="under way"):
        start("a", epochs=2)
    for owner in "bcd":
        start(owner)
    with pytest.raises(RunError, match="4 trainings wait"):
        start("e")
    runs.write_status(run, Status(state="paused"))
    start("e")
    with pytest.raises(RunError, match="4 trainings wait"):
        control.resume(run, PUBLIC)
    assert runs.read_run(run).status.state == "paused"


def test_public_server_grants_no_more_time_to_who_resumes(launched, ended):
    run = ended("r", state="stopped")
    runs.write_status(run, Status(state="stopped", seconds=PUBLIC.seconds))
    with pytest.raises(RunError, match="as long as this server grants"):
        control.resume(run, PUBLIC)
    assert (runs.read_run(run).status.state, launched) == ("stopped", [])
    control.resume(run)  # on a machine of one's own
    assert launched == ["r"]


def test_oldest_runs_make_room_by_number_and_by_size(launched, tmp_path, ended):
    limits = replace(PUBLIC, runs=4, megabytes=2.5)
    for name in "abcd":
        ended(name)
    runs.write_status(tmp_path / "b", Status(state="queued", queued=time.time()))
    control.start(default_config("cnn"), tmp_path, limits=limits, owner="x")
    left = {run.name for run in runs.list_runs(tmp_path)}
    assert {"b", "d"} < left  # one under way is never deleted
    assert len(left) == 4
    for name in "ef":
        ended(name, size=2_000_000)
    control.start(default_config("cnn"), tmp_path, limits=replace(limits, runs=40), owner="y")
    names = {run.name for run in runs.list_runs(tmp_path)}
    assert "f" in names
    assert names.isdisjoint("de")


def test_network_that_is_begun_from_makes_no_room(launched, tmp_path, ended):
    for name in "abc":
        shutil.copy(models_dir() / "mlp-128" / "card.json", ended(name) / "model.json")
    limits = replace(PUBLIC, runs=3)
    seven = [Correction(7, tuple(hand.strokes("7")))]
    waits = control.start_teaching("runs/a", seven, [], tmp_path, owner="x", limits=limits)
    assert {run.name for run in runs.list_runs(tmp_path)} == {"a", "c", waits.name}
    control.start(default_config("cnn"), tmp_path, owner="y", limits=limits)
    assert (tmp_path / "a").exists()
    assert not (tmp_path / "c").exists()


def test_damaged_runs_make_room_first(launched, tmp_path, ended):
    for name in ("good", "torn", "busy"):
        ended(name, size=1_000_000)
    runs.write_status(tmp_path / "busy", runs.of_this_process(Status(state="running")))
    for name in ("torn", "busy"):
        (tmp_path / name / "config.json").write_text('{"architecture')
    control.start(default_config("cnn"), tmp_path, limits=replace(PUBLIC, megabytes=2.5))
    assert (tmp_path / "good").exists()
    assert (tmp_path / "busy").exists()
    assert not (tmp_path / "torn").exists()


def test_pause_and_stop_leave_word_for_the_process(launched, tmp_path):
    run = control.start(default_config("cnn"), tmp_path)
    control.pause(run)
    assert runs.asked(run) == "pause"
    control.stop(run)
    assert runs.asked(run) == "stop"
    assert len(launched) == 1


def test_run_that_cannot_be_launched_fails_in_words(tmp_path, monkeypatch):
    monkeypatch.setattr(control.sys, "executable", str(tmp_path / "no python"))
    with pytest.raises(RunError, match="cannot be started"):
        control.start(default_config("cnn"), tmp_path)
    (run,) = runs.list_runs(tmp_path)
    assert run.status.state == "failed"
    assert "no python" in run.status.error


def test_process_that_has_ended_does_not_fail_what_was_queued_since(launched, tmp_path):
    run = control.start(default_config("cnn"), tmp_path)
    queued = runs.read_run(run).status.queued
    control._fail_unclaimed(run, queued - 1, "an older process ended")
    assert runs.read_run(run).status.state == "queued"
    control._fail_unclaimed(run, queued, "this one ended")
    assert runs.read_run(run).status.error == "this one ended"


def test_who_starts_many_loses_their_own(launched, tmp_path, ended):
    limits = replace(PUBLIC, runs=4)
    for name, owner in (("old", "victim"), ("a", "flood"), ("b", "flood"), ("idle", "other")):
        run = ended(name, owner)
        if name != "idle":
            (run / "model.json").write_text("{}")
    control.start(default_config("cnn"), tmp_path, limits=limits, owner="x")
    assert not (tmp_path / "idle").exists()  # what came to nothing goes first
    control.start(default_config("cnn"), tmp_path, limits=limits, owner="y")
    assert not (tmp_path / "a").exists()
    assert (tmp_path / "old").exists()


def test_run_that_can_go_on_is_kept_like_one_that_has_ended(launched, tmp_path, ended):
    for name, state in (("old", "finished"), ("paused", "paused"), ("idle", "paused")):
        run = ended(name, state=state)
        if name != "idle":
            (run / "checkpoint").mkdir()
            runs.checkpoint(run).write_bytes(b"")
    control.start(default_config("cnn"), tmp_path, limits=replace(PUBLIC, runs=2), owner="x")
    assert {path.name for path in tmp_path.iterdir()} > {"paused"}
    assert not (tmp_path / "idle").exists()
    assert not (tmp_path / "old").exists()


@pytest.mark.parametrize("state", ["paused", "interrupted"])
def test_run_without_process_gets_one_to_resume_or_stop_it(launched, ended, state):
    run = ended("r", state=state)
    control.resume(run)
    assert (runs.read_run(run).status.state, runs.asked(run)) == ("queued", "run")
    control.resume(run)  # twice, as by a double click
    assert launched == ["r"]
    runs.write_status(run, Status(state=state))
    control.stop(run)
    assert (runs.read_run(run).status.state, runs.asked(run)) == ("queued", "stop")
    assert launched == ["r", "r"]


def test_finished_run_is_left_as_it_is(launched, ended):
    run = ended("r")
    with pytest.raises(RunError, match="is finished"):
        control.resume(run)
    control.pause(run)
    control.stop(run)
    assert (launched, runs.asked(run)) == ([], "run")
    control.delete(run)
    with pytest.raises(RunError):
        control.delete(run)


# From here on networks train for real, most of them in processes of their own.


@pytest.fixture
def config(small_npz, monkeypatch):
    """A training of some minutes, were it not stopped."""
    monkeypatch.setenv("MNIST_PATH", str(small_npz))
    return default_config("mlp-128-dropout", epochs=2000, validation_split=0.1)


def wait_for(run, *states, epoch=0):
    def look():
        status = runs.read_run(run).status
        return status if status.state in states and status.epoch >= epoch else None

    return wait_until(look, SECONDS)


def wait_until_gone(pid):
    """A paused run gives its memory back: wait until its process has ended."""
    wait_until(lambda: not psutil.pid_exists(pid), SECONDS)


@pytest.fixture(autouse=True)
def nothing_left_running(tmp_path):
    yield
    for path in tmp_path.rglob("status.json"):
        pid = json.loads(path.read_text()).get("pid")
        if pid not in (None, os.getpid()) and psutil.pid_exists(pid):
            psutil.Process(pid).kill()


@pytest.mark.slow
def test_paused_and_resumed_run_has_the_history_of_one_that_was_not(tmp_path, config):
    config = replace(config, epochs=60)
    whole = start_run(config, tmp_path)
    train(whole, load_dataset)
    parted = control.start(config, tmp_path)
    pid = wait_for(parted, "running", epoch=3).pid
    control.pause(parted)
    status = wait_for(parted, "paused")
    assert 3 <= status.epoch < 60
    wait_until_gone(pid)
    control.resume(parted)
    wait_for(parted, "running", epoch=status.epoch + 2)
    control.stop(parted)
    status = wait_for(parted, "stopped")
    assert json.loads((parted / "evaluation.json").read_text())["accuracy"] > 0.5
    control.resume(parted)
    wait_for(parted, "finished")
    histories = [
        [{**each, "seconds": 0} for each in runs.read_metrics(run)] for run in (whole, parted)
    ]
    assert histories[0] == histories[1]


@pytest.mark.slow
def test_killed_run_is_interrupted_and_the_next_one_starts(tmp_path, config):
    run = control.start(config, tmp_path)
    status = wait_for(run, "running", epoch=3)
    waiting = control.start(replace(config, epochs=1), tmp_path)
    wait_for(waiting, "queued")
    psutil.Process(status.pid).kill()
    wait_for(run, "interrupted")
    assert wait_for(waiting, "finished").epoch == 1
    before = runs.read_metrics(run)
    control.resume(run)
    wait_for(run, "running", epoch=before[-1]["epoch"] + 2)
    control.stop(run)
    wait_for(run, "stopped")
    metrics = runs.read_metrics(run)
    checkpointed = [each for each in before if each["epoch"] < status.epoch]
    assert metrics[: len(checkpointed)] == checkpointed  # it went on, and did not begin anew
    places = [(each["epoch"], each["batch"]) for each in metrics]
    assert places == sorted(set(places))


@contextmanager
def small_disk(folder, megabytes):
    """A file system of a few megabytes."""
    folder.mkdir()
    sudo = [] if os.name != "posix" or os.geteuid() == 0 else ["sudo", "-n"]
    size = f"size={megabytes}m,mode=777"
    mount = [*sudo, "mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)]
    if not shutil.which(mount[0]) or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a small file system cannot be mounted here")
    try:
        yield folder
    finally:
        subprocess.run([*sudo, "umount", "-l", str(folder)], check=True)


@pytest.mark.slow
def test_disk_that_somebody_else_fills_fails_in_words(tmp_path, config):
    with small_disk(tmp_path / "disk", 8) as disk:
        run = control.start(config, disk)
        wait_for(run, "running", epoch=2)
        with suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:
            while True:
                filler.write(bytes(4096))
        assert "No space left" in wait_for(run, "failed").error


@pytest.mark.slow
def test_disk_too_small_for_a_network_fails_in_words(tmp_path, config):
    with small_disk(tmp_path / "disk", 1) as disk:
        run = start_run(config, disk)
        with pytest.raises(TrainingError, match="No space left"):
            train(run, load_dataset)
        assert "No space left" in runs.read_run(run).status.error


def test_process_that_does_not_come_to_its_run_leaves_a_failed_one(tmp_path, config, monkeypatch):
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho no such module >&2\nexit 3\n")
    python.chmod(0o755)
    monkeypatch.setattr(control.sys, "executable", str(python))
    run = control.start(config, tmp_path / "runs")
    assert "with status 3: no such module" in wait_for(run, "failed").error
