import json
import subprocess
import sys
from dataclasses import replace

import psutil
import pytest

from mnist_core import files, runs
from mnist_core.errors import RunError
from mnist_core.runs.status import Status
from tools.waiting import wait_until

CONFIG = {"architecture": "cnn", "epochs": 3, "created": "2026-01-01T00:00:00.000+00:00"}


@pytest.fixture
def run(tmp_path):
    return runs.create_run(tmp_path, CONFIG, "first")


def test_new_run_is_queued_and_has_its_config(run):
    found = runs.read_run(run)
    assert (found.name, found.config, found.status.state) == ("first", CONFIG, "queued")


def test_run_is_named_after_time_and_model(tmp_path):
    names = {runs.create_run(tmp_path, CONFIG).name for _ in range(3)}
    assert len(names) == 3
    assert all(name[15:].startswith("-cnn") for name in names)


def test_taken_name_raises_run_error_and_changes_nothing(tmp_path, run):
    with pytest.raises(RunError, match="choose another name"):
        runs.create_run(tmp_path, {**CONFIG, "architecture": "other"}, "first")
    assert runs.read_run(run).config["architecture"] == "cnn"


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../x", "a/b", "/etc", "a\\b", "-rf", "a b", "é", "x" * 101, "a\n"]
)
def test_unfit_name_raises_run_error(tmp_path, name):
    with pytest.raises(RunError, match="name"):
        runs.create_run(tmp_path, CONFIG, name)
    assert list(tmp_path.iterdir()) == []


def test_status_comes_back_as_written(run):
    status = Status(state="finished", epoch=3, epochs=3, seconds=1.5, error=None)
    runs.write_status(run, status)
    assert runs.read_run(run).status == status


def test_running_run_of_this_process_is_running(run):
    runs.write_status(run, runs.of_this_process(Status(state="running")))
    assert runs.read_run(run).status.state == "running"


def test_running_run_of_a_dead_process_is_interrupted(run):
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    child.wait()
    runs.write_status(run, Status(state="running", pid=child.pid, process_started=1.0))
    assert runs.read_run(run).status.state == "interrupted"


def test_zombie_is_no_process(run):
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    process = psutil.Process(child.pid)
    started = runs.process_start(process)
    wait_until(lambda: process.status() == psutil.STATUS_ZOMBIE)
    runs.write_status(run, Status(state="running", pid=child.pid, process_started=started))
    assert runs.read_run(run).status.state == "interrupted"
    child.wait()


def test_another_process_of_the_same_number_is_not_the_run_s(run):
    ours = runs.of_this_process(Status(state="running"))
    runs.write_status(run, replace(ours, process_started=ours.process_started - 100))
    assert runs.read_run(run).status.state == "interrupted"


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", '{"state": "dancing"}', '{"pid": 3}', "\x00", '{"state": []}'),
        *('{"state": "running", "pid": 1.5}', '{"state": "running", "pid": 1e308}'),
        *('{"state": "running", "pid": -1}', '{"a":' * 100_000),
        *('{"state": "running", "pid": "x"}', '{"state": "queued", "epoch": null}'),
        *('{"state": "paused", "epoch": NaN}', '{"state": "paused", "seconds": 1e999}'),
        *(f'{{"state": "queued", "queued": 1{"0" * 400}}}', '{"state": "paused", "epoch": -1}'),
        f'{{"state": "running", "batches": 1{"0" * 400}}}',
        *('{"state": "failed", "error": "\\ud800"}', '{"state": "paused", "batch": 1.5}'),
    ],
)
def test_run_whose_status_is_damaged_has_failed_and_says_so(run, tmp_path, text):
    (run / "status.json").write_text(text)
    (found,) = runs.list_runs(tmp_path)
    assert (found.status.state, found.name) == ("failed", "first")
    assert "status.json" in found.status.error
    runs.delete_run(run)


def test_folder_without_status_is_no_run(run, tmp_path):
    (run / "status.json").unlink()
    with pytest.raises(RunError, match=r"status\.json"):
        runs.read_run(run)
    assert runs.list_runs(tmp_path) == []


@pytest.mark.skipif(not psutil.LINUX, reason="elsewhere a process knows its own start")
def test_setting_the_clock_leaves_a_running_run_running(run, monkeypatch):
    runs.write_status(run, runs.of_this_process(Status(state="running")))
    moved = psutil.boot_time() + 3600
    monkeypatch.setattr(psutil, "boot_time", lambda: moved)
    monkeypatch.setattr(psutil._pslinux, "boot_time", lambda: moved)
    assert runs.read_run(run).status.state == "running"


def test_last_words_take_the_place_of_the_old_where_nothing_can_be_written(run, monkeypatch):
    def write_status(path, status):
        raise OSError(28, "No space left on device")

    long = Status(state="running", error="x" * 1000)
    runs.write_status(run, long)
    monkeypatch.setattr(runs, "write_status", write_status)
    runs.write_last_words(run, Status(state="failed", error="the disk is full"))
    assert runs.read_run(run).status == Status(state="failed", error="the disk is full")


def test_field_of_a_later_version_is_passed_over(run):
    (run / "status.json").write_text('{"state": "paused", "mood": "good"}')
    assert runs.read_run(run).status.state == "paused"


def test_list_has_the_newest_first_and_passes_over_what_is_no_run(tmp_path, run):
    runs.create_run(tmp_path, {**CONFIG, "created": "2026-02-01"}, "second")
    (tmp_path / "notes").mkdir()
    (tmp_path / "a file").write_text("x")
    assert [each.name for each in runs.list_runs(tmp_path)] == ["second", "first"]


def test_list_of_a_missing_folder_is_empty(tmp_path):
    assert runs.list_runs(tmp_path / "none") == []


def measured(epoch, batch=1, **more):
    line = {"epoch": epoch, "batch": batch, "seconds": 1.5, "loss": 0.5, "accuracy": 0.5}
    return {**line, **more}


def test_metrics_come_back_in_order(run):
    assert runs.read_metrics(run) == []
    for batch in range(3):
        runs.append_metrics(run, measured(1, batch))
    assert [each["batch"] for each in runs.read_metrics(run)] == [0, 1, 2]


@pytest.mark.parametrize("tear", ['{"epoch": 2, "los', json.dumps(measured(2))])
def test_torn_last_line_of_metrics_is_not_read(run, tear):
    runs.append_metrics(run, measured(1))
    with (run / "metrics.jsonl").open("a") as file:
        file.write(tear)
    assert runs.read_metrics(run) == [measured(1)]


@pytest.mark.parametrize(
    "line",
    [
        *("what", "5", "{}", '{"epoch": 1}', "\u0000", json.dumps(measured(1, val_loss=1.0))),
        *(json.dumps(measured(1, loss=value)) for value in ("x", None, [1], float("nan"), 10**400)),
    ],
)
def test_damaged_metrics_raise_run_error(run, line):
    (run / "metrics.jsonl").write_text(f"{line}\n{json.dumps(measured(1))}\n")
    with pytest.raises(RunError, match=r"metrics\.jsonl"):
        runs.read_metrics(run)


def test_part_of_the_metrics_is_evenly_spread_and_has_every_end_of_an_epoch(run):
    lines = [
        measured(epoch, batch, **({"val_loss": 1.0, "val_accuracy": 0.5} if batch == 9 else {}))
        for epoch in range(1, 101)
        for batch in range(10)
    ]
    runs.write_metrics(run, lines)
    part = runs.read_metrics(run, at_most=50)
    ends = [each for each in part if "val_loss" in each]
    assert [each["epoch"] for each in ends] == list(range(1, 101))
    assert 40 <= len(part) - len(ends) <= 50
    assert runs.read_metrics(run, at_most=1000) == runs.read_metrics(run) == lines


def test_rewriting_metrics_drops_the_rest(run):
    runs.append_metrics(run, measured(1))
    runs.append_metrics(run, measured(2))
    runs.write_metrics(run, [measured(1)])
    runs.append_metrics(run, measured(3))
    assert runs.read_metrics(run) == [measured(1), measured(3)]


def test_failed_write_leaves_the_old_file_and_no_other(run):
    before = sorted(run.iterdir())

    def fail(file):
        file.write(b'{"state": ')
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        files.write_whole(run / "status.json", fail)
    assert json.loads((run / "status.json").read_text())["state"] == "queued"
    assert sorted(run.iterdir()) == before


def test_run_under_way_is_not_deleted_and_one_at_rest_is(run, tmp_path):
    with pytest.raises(RunError, match="stop it"):
        runs.delete_run(run)
    runs.write_status(run, Status(state="paused"))
    (tmp_path / ".deleted-abc" / "checkpoint").mkdir(parents=True)  # as a crash leaves it
    runs.delete_run(run)
    assert list(tmp_path.iterdir()) == []


def test_halves_of_files_are_swept_and_the_rest_stays(run):
    (run / "checkpoint").mkdir()
    kept = {*run.iterdir(), runs.checkpoint(run)}
    runs.checkpoint(run).write_bytes(b"")
    halves = (
        ".12345678-model.keras",
        ".12345678-predictions.npz",
        ".12345678-moments.npz",
    )
    for name in (*halves, "checkpoint/.12345678-state.npz"):
        (run / name).write_bytes(b"half")
    runs.sweep(run)
    assert {*run.iterdir(), *(run / "checkpoint").iterdir()} == kept
