"""The command line, as a person and another program use it."""

import io
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import psutil
import pytest

from mnist_core.__main__ import ENDINGS, main
from mnist_core.ink.rendering import render
from mnist_core.recognition import reading
from mnist_core.recognition.classifier import Prediction
from mnist_core.recognition.number import Character, Number
from tools import hand
from tools.browsing import ROOT
from tools.waiting import wait_until


def png(pixels):
    return cv2.imencode(".png", pixels)[1].tobytes()


def digit_png(digit="7", side=280):
    """A drawn digit as a PNG file's bytes."""
    return png(render(hand.strokes(digit), side))


@pytest.fixture
def command(tmp_path, monkeypatch, capsys):
    """Runs the command in an empty folder: its exit status, and what it wrote."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        try:
            status = main([str(each) for each in arguments])
        except SystemExit as leaving:
            status = leaving.code
        written = capsys.readouterr()
        return SimpleNamespace(status=status, out=written.out, err=written.err)

    return run


@pytest.fixture
def reads(monkeypatch):
    """Lets pictures be read as is said, whatever is on them: lines of labels, "x" is no digit."""

    def say(*lines):
        numbers = tuple(
            Number(
                tuple(
                    Character(
                        Prediction(None, 0.75, np.zeros(11), "not a digit")
                        if label == "x"
                        else Prediction(label, 0.98765, np.zeros(11), "digit"),
                        (10.6 + 20 * i, 5.2, 10.1, 30.0),
                        None,
                    )
                    for i, label in enumerate(line)
                )
            )
            for line in lines
        )
        monkeypatch.setattr(reading, "read_photograph", lambda classifier, picture: numbers)

    return say


def program(*arguments, **options):
    """The command as a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "mnist_core", *map(str, arguments)]
    return subprocess.Popen(
        words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options
    )


@pytest.mark.parametrize(
    ("lines", "printed"),
    [
        (["05221859"], "05221859"),
        (["12345", "67"], "12345 67"),
        (["1x2"], "12"),
        (["xx", "7"], "7"),
        (["xx"], "no digits"),
        ([], "no digits"),
    ],
)
def test_a_picture_has_one_line(command, reads, tmp_path, lines, printed):
    (tmp_path / "a.png").write_bytes(digit_png())
    reads(*lines)
    ran = command("read", "a.png")
    assert (ran.status, ran.out, ran.err) == (0, f"{printed}\n", "")


def test_json_has_the_form_that_the_design_names(command, reads, tmp_path):
    (tmp_path / "a.png").write_bytes(digit_png())
    reads("2x", "7")
    ran = command("read", "--json", "a.png")
    two = {"label": "2", "probability": 0.9877, "verdict": "digit", "box": [10, 5, 11, 31]}
    seven = {**two, "label": "7"}
    none = {"label": None, "probability": 0.75, "verdict": "not a digit", "box": [30, 5, 11, 31]}
    assert ran.out.count("\n") == 1
    assert json.loads(ran.out) == {
        "file": "a.png",
        "lines": [{"number": "2", "digits": [two, none]}, {"number": "7", "digits": [seven]}],
    }
    assert ran.out.startswith('{"file": "a.png", "lines": [{"number": "2", "digits": [{"label":')


def test_picture_without_digits_has_no_lines_in_json(command, reads, tmp_path):
    (tmp_path / "a.png").write_bytes(digit_png())
    reads()
    assert json.loads(command("read", "--json", "a.png").out) == {"file": "a.png", "lines": []}


def test_drawn_digit_is_read(command, tmp_path):
    (tmp_path / "a.png").write_bytes(digit_png())
    assert command("read", "a.png").out == "7\n"
    (found,) = json.loads(command("read", "--json", "a.png").out)["lines"]
    x, y, width, height = found["digits"][0]["box"]
    seven = np.argwhere(cv2.imread("a.png", cv2.IMREAD_GRAYSCALE) < 128)
    assert (y, x) <= tuple(seven.min(axis=0))
    assert (y + height, x + width) > tuple(seven.max(axis=0))


def test_another_network_may_read(command, tmp_path):
    (tmp_path / "a.png").write_bytes(digit_png())
    assert command("read", "--model", "mlp-128", "a.png").out == "7\n"
    file = ROOT / "models" / "mlp-128" / "network.tflite"
    assert command("read", "--model", file, "a.png").out == "7\n"


def test_names_stand_before_where_several_pictures_are_named(command, reads, tmp_path):
    for name in ("b.png", "a.png"):
        (tmp_path / name).write_bytes(digit_png())
    reads("27")
    assert command("read", "b.png", "a.png").out == "b.png: 27\na.png: 27\n"


def test_folders_are_gone_through_in_the_order_of_names(command, reads, tmp_path):
    names = ["b/c/2.JPEG", "b/1.png", "a.webp", "c.heic", "c/0.tif", "b/c.gif"]
    others = [".hidden.png", ".cache/1.png", "notes.txt", "b/png", "c/readme.md"]
    for name in names + others:
        path = tmp_path / "folder" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(digit_png())
    reads("27")
    ran = command("read", "folder")
    assert (ran.status, ran.err) == (0, "")
    listed = [re.fullmatch(r"folder/(.*): 27", line)[1] for line in ran.out.splitlines()]
    assert listed == ["a.webp", "b/1.png", "b/c/2.JPEG", "b/c.gif", "c/0.tif", "c.heic"]


def test_folder_of_one_picture_has_its_name_before_it(command, reads, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.png").write_bytes(digit_png())
    reads("27")
    assert command("read", "folder").out == "folder/a.png: 27\n"


def test_folder_without_pictures_is_named(command, tmp_path):
    (tmp_path / "folder").mkdir()
    ran = command("read", "folder")
    assert (ran.status, ran.out) == (0, "")
    assert ran.err == "mnist-core: there are no pictures\n"


def test_help_names_every_ending(command):
    shown = " ".join(command("read", "--help").out.split())
    assert all(f"{ending}" in shown for ending in ENDINGS)


def test_standard_input_is_read(command, reads, monkeypatch):
    reads("27")
    standard_input = SimpleNamespace(buffer=io.BytesIO(digit_png()))
    monkeypatch.setattr(sys, "stdin", standard_input)
    assert command("read", "-").out == "27\n"
    standard_input.buffer.seek(0)
    assert json.loads(command("read", "--json", "-").out)["file"] == "-"


BAD = {
    "gone.png": (None, "No such file or directory"),
    "empty.png": (b"", "got an empty file"),
    "text.png": (b"seven", "got a file of another kind"),
    "cut.png": (digit_png()[:-30], "the PNG is damaged, cut short"),
}


@pytest.mark.parametrize("name", BAD)
def test_unfit_file_is_named_on_standard_error(command, tmp_path, name):
    content, message = BAD[name]
    if content is not None:
        (tmp_path / name).write_bytes(content)
    ran = command("read", name)
    assert (ran.status, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert re.match(rf"mnist-core: {name}: .*{message}", ran.err)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows writes a sparse file whole")
def test_large_file_is_refused_without_being_read(command, tmp_path):
    with (tmp_path / "large.png").open("wb") as file:
        file.truncate(50 * 2**30)
    ran = command("read", "large.png")
    assert ran.status == 1
    assert "at most 10 MB, got 51200.0 MB" in ran.err


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="all files may be read by this user"
)
def test_file_and_folder_without_permission_are_named(command, tmp_path):
    (tmp_path / "a.png").write_bytes(digit_png())
    (tmp_path / "a.png").chmod(0)
    (tmp_path / "folder").mkdir(mode=0)
    ran = command("read", "a.png", "folder")
    assert ran.status == 1
    assert ran.err.splitlines() == [
        "mnist-core: folder: Permission denied",
        "mnist-core: a.png: Permission denied",
    ]


def test_folder_that_cannot_be_listed_is_named(command, tmp_path, monkeypatch):
    (tmp_path / "folder").mkdir()

    scandir = os.scandir

    def refuse(path):
        if path == "folder":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    ran = command("read", "folder")
    assert (ran.status, ran.err) == (1, "mnist-core: folder: Permission denied\n")


def test_name_with_a_line_break_has_one_line_all_the_same(command, reads, tmp_path):
    (tmp_path / "a\nb.png").write_bytes(digit_png())
    (tmp_path / "c\nd.png").write_bytes(b"")
    reads("27")
    ran = command("read", "a\nb.png", "c\nd.png")
    assert ran.out == "a\\nb.png: 27\n"
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "COMMAND"),
        (["read"], "IMAGE"),
        (["write", "a.png"], "invalid choice: 'write'"),
        (["read", "--sing", "a.png"], "--sing"),
        (["evaluate"], "MODEL"),
    ],
)
def test_bad_option_gets_one_line_and_exit_status_2(command, arguments, message):
    ran = command(*arguments)
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert message in ran.err


@pytest.mark.parametrize("arguments", [["read", "--model", "gone", "a.png"], ["evaluate", "gone"]])
def test_unknown_model_gets_one_line_and_exit_status_1(command, arguments):
    ran = command(*arguments)
    assert (ran.status, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert "no model 'gone'" in ran.err


def test_many_pictures_are_read_by_processes_in_order(tmp_path):
    """Those that cannot be read are named after all others; nothing else is on standard error."""
    digits = "3141592653589793"
    for i, digit in enumerate(digits):
        (tmp_path / f"{i:02d}.png").write_bytes(digit_png(digit))
    (tmp_path / "03.png").write_bytes(b"")
    (tmp_path / "05.png").write_bytes(digit_png()[:-30])
    with program("read", "--json", tmp_path) as ran:
        out, err = ran.communicate(timeout=120)
    read = [json.loads(line) for line in out.splitlines()]
    wanted = {f"{i:02d}.png": digit for i, digit in enumerate(digits) if i not in (3, 5)}
    assert {Path(each["file"]).name: each["lines"][0]["number"] for each in read} == wanted
    assert [each["file"] for each in read] == sorted(each["file"] for each in read)
    assert [re.search(r"(\d\d)\.png: ", line)[1] for line in err.decode().splitlines()] == [
        "03",
        "05",
    ]
    assert ran.returncode == 1


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_name_of_any_bytes_is_printed_as_it_is(tmp_path):
    name = os.fsencode(tmp_path) + b"/a\xff.png"
    with open(name, "wb") as file:  # noqa: PTH123
        file.write(digit_png())
    words = [sys.executable, "-m", "mnist_core", "read", name, b"gone\xfe.png"]
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, check=False)
    assert ran.stdout == name + b": 7\n"
    assert ran.stderr == b"mnist-core: gone\\udcfe.png: No such file or directory\n"
    ran = subprocess.run([*words[:4], "--json", name], cwd=ROOT, capture_output=True, check=True)
    assert os.fsencode(json.loads(ran.stdout)["file"]) == name


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_program_ends_quietly_when_nobody_listens(tmp_path):
    (tmp_path / "a.png").write_bytes(digit_png())
    reading_end, writing_end = os.pipe()
    os.close(reading_end)
    words = [sys.executable, "-m", "mnist_core", "read", *[tmp_path / "a.png"] * 20]
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    ran = subprocess.run(
        words, cwd=ROOT, env=buffered, stdout=writing_end, stderr=subprocess.PIPE, check=False
    )
    os.close(writing_end)
    assert (ran.returncode, ran.stderr) == (128 + signal.SIGPIPE, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize(("number", "status"), [("SIGINT", 130), ("SIGKILL", -9)])
def test_program_that_is_ended_leaves_no_processes_behind(tmp_path, number, status):
    (tmp_path / "a.png").write_bytes(digit_png())
    with program("read", *[tmp_path / "a.png"] * 2000, start_new_session=True) as running:
        assert running.stdout.readline()
        others = psutil.Process(running.pid).children(recursive=True)
        assert others
        if number == "SIGINT":
            os.killpg(running.pid, signal.SIGINT)  # as Ctrl-C does
        else:
            running.kill()
        _, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (status, b"")
    wait_until(lambda: not any(map(lives, others)))


def lives(process):
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_process_that_is_killed_gets_one_line_and_exit_status_1(tmp_path):
    (tmp_path / "a.png").write_bytes(digit_png())
    with program("read", *[tmp_path / "a.png"] * 2000) as running:
        assert running.stdout.readline()
        readers = [
            each
            for each in psutil.Process(running.pid).children()
            if "spawn_main" in " ".join(each.cmdline())
        ]
        readers[0].kill()
        _, err = running.communicate(timeout=60)
    assert running.returncode == 1
    assert err == b"mnist-core: a process ended by itself: is there too little memory?\n"


READ_ONE = """
import sys
from mnist_core.__main__ import main
status = main(["read", sys.argv[1]])
print(sorted({"tensorflow", "keras", "streamlit", "multiprocessing.spawn"} & set(sys.modules)))
"""


def test_one_picture_is_read_without_tensorflow_and_without_a_process(tmp_path):
    (tmp_path / "a.png").write_bytes(digit_png())
    words = [sys.executable, "-c", READ_ONE, str(tmp_path / "a.png")]
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout == "7\n[]\n"


def test_evaluate_says_which_data_are_not_at_hand(command, monkeypatch, tmp_path):
    for each in ("MNIST_PATH", "PENDIGITS_PATH", "UNIPEN_PATH", "STROKES_PATH"):
        monkeypatch.delenv(each, raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    ran = command("evaluate", "mlp-128")
    assert ran.status == 0
    assert "set MNIST_PATH" in ran.out
    assert "set PENDIGITS_PATH" in ran.out


def test_evaluate_names_data_that_are_gone(command, monkeypatch):
    monkeypatch.setenv("MNIST_PATH", "gone.npz")
    ran = command("evaluate", "mlp-128")
    assert (ran.status, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert "no MNIST at gone.npz" in ran.err


@pytest.mark.slow
@pytest.mark.parametrize("model", ["mlp-128", "drawing-cnn"])
def test_evaluate_prints_tables(command, monkeypatch, tmp_path, small_npz, model):
    monkeypatch.setenv("MNIST_PATH", str(small_npz))
    strokes = hand.write_pen_digits(tmp_path / "strokes", [1, 5, 7, 10])
    monkeypatch.setenv("PENDIGITS_PATH", str(strokes))
    for each in ("UNIPEN_PATH", "STROKES_PATH"):
        monkeypatch.delenv(each, raising=False)
    ran = command("evaluate", model)
    assert ran.status == 0
    assert f"{model}: MNIST's 200 test digits" in ran.out
    assert re.search(r"\| read right \| \d+\.\d\d% \|", ran.out)
    assert re.search(r"\| pendigits, 20 digits \| from pictures( \| \d+\.\d\d%){3} \|", ran.out)
    sees_paths = model == "drawing-cnn"
    assert ("from strokes" in ran.out) == sees_paths
    assert ("scribbles refused" in ran.out) == sees_paths
