"""The queue and the turns, with real processes that take and lose it."""

import json
import subprocess
import sys
import time
from dataclasses import replace

import psutil
import pytest

from mnist_core import runs
from mnist_core.errors import RunError
from mnist_core.runs import queue
from mnist_core.runs.status import Status
from tools.browsing import ROOT
from tools.waiting import wait_until

CONFIG = {"architecture": "cnn", "epochs": 3}
# Claims a run, holds the turn, says so, and holds it until its input ends.
HOLDER = """
import sys
from pathlib import Path
from mnist_core.runs import queue
run = Path(sys.argv[1])
queue.claim(run)
with queue.hold(run, lambda: True) as held:
    print("held", held, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder():
    """A function that starts a process which claims a run and holds the turn."""
    processes = []

    def start(run):
        process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(run)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


@pytest.fixture
def folder(tmp_path):
    """A function that makes a queued run, each later than the one before."""
    made = []

    def make(name):
        run = runs.create_run(tmp_path, CONFIG, name)
        made.append(run)
        runs.write_status(run, Status(state="queued", queued=time.time() - 50 + len(made)))
        return run

    return make


def has_claimed(run):
    return runs.read_run(run).status.pid is not None


def test_turn_goes_from_one_process_to_the_next_in_the_order_of_the_queue(folder, holder):
    first, second, third = folder("c"), folder("b"), folder("a")
    one = holder(first)
    assert one.stdout.readline() == "held True\n"
    runs.write_status(first, replace(runs.read_run(first).status, state="running"))
    others = [holder(run) for run in (third, second)]
    wait_until(lambda: has_claimed(second) and has_claimed(third))
    assert [run.name for run in queue.queued(first.parent)] == ["b", "a"]
    assert [run.name for run in queue.ahead(third)] == ["c", "b"]
    one.kill()  # kill -9: the turn goes with it
    assert others[1].stdout.readline() == "held True\n"
    assert runs.read_run(first).status.state == "interrupted"
    runs.write_status(second, Status(state="finished"))
    others[1].communicate("")
    assert others[0].stdout.readline() == "held True\n"


def test_of_many_processes_at_once_one_has_the_turn(folder, tmp_path):
    code = """
import sys
from pathlib import Path
from mnist_core import runs
from mnist_core.runs import queue
run = Path(sys.argv[1])
queue.claim(run)
with queue.hold(run, lambda: True), open(run.parent / "diary", "a") as diary:
    print("in", file=diary, flush=True)
    runs.write_status(run, runs.Status(state="finished"))
    for _ in range(100):
        runs.list_runs(run.parent)
    print("out", file=diary, flush=True)
"""
    processes = [
        subprocess.Popen([sys.executable, "-c", code, str(folder(name))], cwd=ROOT)
        for name in "abcd"
    ]
    assert [process.wait() for process in processes] == [0] * 4
    assert (tmp_path / "diary").read_text().split() == ["in", "out"] * 4


def test_run_is_claimed_by_one_of_many_processes(folder, holder):
    run = folder("r")
    processes = [holder(run) for _ in range(4)]
    wait_until(lambda: sum(each.poll() is not None for each in processes) == 3)
    alive = next(each for each in processes if each.poll() is None)
    assert alive.stdout.readline() == "held True\n"
    assert runs.read_run(run).status.pid == alive.pid


def test_suspended_process_does_not_hold_up_the_queue(folder, holder):
    first = folder("a")
    one = holder(first)
    assert one.stdout.readline() == "held True\n"
    suspended, following = folder("b"), folder("c")
    waiting = holder(suspended)
    wait_until(lambda: has_claimed(suspended))
    with queue.changing(first.parent):  # so that it holds no lock
        psutil.Process(waiting.pid).suspend()
    other = holder(following)
    one.communicate("")
    runs.write_status(first, Status(state="finished"))
    assert other.stdout.readline() == "held True\n"


def test_folder_that_somebody_else_changes_for_long_is_busy(folder, monkeypatch):
    run = folder("r")
    monkeypatch.setattr(queue, "SECONDS_TO_CHANGE", 0.1)
    with queue.changing(run.parent), pytest.raises(RunError, match="busy"):  # noqa: SIM117
        with queue.changing(run.parent):
            pass


def test_who_does_not_want_the_turn_any_more_leaves_the_queue(folder, holder):
    holder(first := folder("a")).stdout.readline()
    second = folder("b")
    queue.claim(second)
    looks = iter([True, True, False])
    with queue.hold(second, lambda: next(looks)) as held:
        assert not held
    assert runs.read_run(first).status.state == "queued"


def test_what_was_asked_of_a_queued_run_holds_and_of_one_at_rest_is_void(folder):
    run = folder("r")
    runs.ask(run, "stop")
    queue.claim(run)
    assert runs.asked(run) == "stop"
    runs.write_status(run, Status(state="paused", epoch=2))
    queue.claim(run)
    assert runs.asked(run) == "run"
    assert runs.read_run(run).status.epoch == 2


def test_claimed_run_cannot_be_claimed_again(folder):
    run = folder("r")
    queue.claim(run)
    with pytest.raises(RunError, match="queued in process"):
        queue.claim(run)


def test_queued_run_whose_process_never_came_or_died_is_interrupted(folder):
    run = folder("r")
    assert runs.read_run(run).status.state == "queued"
    for away in (-runs.SECONDS_TO_CLAIM, 3600):  # the clock may have been set back, too
        runs.write_status(run, Status(state="queued", queued=time.time() + away))
        assert runs.read_run(run).status.state == "interrupted"
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    started = runs.process_start(psutil.Process(child.pid))
    child.wait()
    status = Status(state="queued", queued=time.time(), pid=child.pid, process_started=started)
    runs.write_status(run, status)
    assert runs.read_run(run).status.state == "interrupted"
    assert queue.queued(run.parent) == []


def test_folder_that_cannot_be_written_raises_run_error(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(RunError, match="file"), queue.changing(tmp_path / "file" / "runs"):
        pass


@pytest.mark.parametrize("text", ["", "{", "[]", '{"command": "explode"}', '{"command": ["stop"]}'])
def test_unreadable_wish_is_none(folder, text):
    run = folder("r")
    (run / "control.json").write_text(text)
    assert runs.asked(run) == "run"
    (run / "control.json").unlink()
    assert runs.asked(run) == "run"


def test_two_writers_at_once_leave_a_whole_status(folder):
    run = folder("r")
    code = (
        "import sys; from pathlib import Path; from mnist_core import runs\n"
        "for i in range(300):\n"
        "    runs.write_status(Path(sys.argv[1]), runs.Status(state='paused', epoch=i,"
        " error='x' * i))\n"
    )
    writers = [subprocess.Popen([sys.executable, "-c", code, str(run)], cwd=ROOT) for _ in range(2)]
    while any(writer.poll() is None for writer in writers):
        status = json.loads((run / "status.json").read_text())
        assert status["state"] in ("queued", "paused")
        assert status["error"] is None or len(status["error"]) == status["epoch"]
    assert runs.read_run(run).status.epoch == 299
