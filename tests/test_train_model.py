"""The training command, as a person uses it."""

import os
import re
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

import train_model
from mnist_core import files, runs
from mnist_core.data.corrections import Correction, to_archive
from mnist_core.data.writers import read_writer_split
from mnist_core.publishing.publish import publish
from mnist_core.recognition.card import read_card
from mnist_core.recognition.classifier import DigitClassifier
from tools.browsing import ROOT
from tools.hand import DIGITS, strokes, write_pen_digits


@pytest.fixture
def command(tmp_path, monkeypatch):
    """Runs the command in an empty folder: its exit status."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        try:
            return train_model.main([str(argument) for argument in arguments])
        except SystemExit as leaving:
            return leaving.code

    return run


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--model", "transformer"], "transformer"),
        (["--epochs", "0"], "epochs"),
        (["--epochs", "many"], "epochs"),
        (["--learning-rate", "-1"], "learning_rate"),
        (["--validation-split", "1"], "validation_split"),
        (["--name", "../up"], "name"),
        (["--output", "model.onnx"], r"\.keras or \.h5"),
        (["--output", "no/such/model.h5"], "no folder"),
        (["--publish", "My Model"], "small letters"),
        (["--resume", "../up"], "name"),
        (["--resume", "gone"], "gone"),
        (["--resume", ""], "name"),
        (["--publish", ""], "small letters"),
        (["--output", ".keras"], "ends in"),
        (["--sing"], "--sing"),
        (["--from", "mlp-128"], "give both"),
        (["--corrections", "gone.zip"], "give both"),
        (["--from", "gone", "--corrections", "gone.zip"], "no network 'gone'"),
        (["--from", "mlp-128", "--corrections", "gone.zip"], "gone.zip"),
        (["--from", "mlp-128", "--corrections", __file__], "ZIP archive"),
        (["--from", "mlp-128", "--corrections", "x.zip", "--augment"], "no --architecture"),
        (["--from", "mlp-128", "--corrections", "x.zip", "--model", "cnn"], "no --architecture"),
        (["--from", "mlp-128", "--corrections", "x.zip", "--epochs", "0"], "epochs"),
        (["--from", "mlp-128", "--corrections", "x.zip", "--batch-size", "1"], "cannot read x"),
        (["--resume", "gone", "--from", "mlp-128"], "give no others"),
        (["--data", "genrated"], "mnist, generated, mixture, or a path, got 'genrated'"),
    ],
)
def test_bad_option_gets_one_line_and_exit_status_2(command, capsys, tmp_path, arguments, message):
    assert command(*arguments) == 2
    output = capsys.readouterr()
    assert output.err.count("\n") == 1
    assert re.search(message, output.err)
    assert list(tmp_path.iterdir()) == []


def test_damaged_data_leave_a_failed_run_and_exit_status_1(command, capsys, tmp_path):
    (tmp_path / "cut.npz").write_bytes(b"PK")
    assert command("--data", "cut.npz", "--name", "r") == 1
    assert "cut.npz" in capsys.readouterr().err
    status = runs.read_run(tmp_path / "runs" / "r").status
    assert status.state == "failed"
    assert "cut.npz" in status.error


def test_list_without_runs_says_how_to_make_one(command, capsys):
    assert command("--list") == 0
    assert "train_model.py" in capsys.readouterr().out


def test_list_goes_on_over_damaged_runs(command, capsys, tmp_path):
    (tmp_path / "cut.npz").write_bytes(b"PK")
    for name in ("good", "bad"):
        command("--data", "cut.npz", "--name", name)
    (tmp_path / "runs" / "bad" / "model.json").write_text("{")
    assert command("--list") == 0
    listed = capsys.readouterr().out
    assert re.search(r"bad +failed +0/6 +cut\.npz +damaged +-", listed)
    assert re.search(r"good +failed +0/6 +cut\.npz +- +-", listed)


def test_unfit_mnist_is_found_before_training(command, tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("PENDIGITS_PATH", raising=False)
    monkeypatch.setenv("MNIST_PATH", str(tmp_path / "gone"))
    assert command("--publish", "mine", "--data", "generated") == 2
    assert "gone" in capsys.readouterr().err
    assert not (tmp_path / "runs").exists()


def test_unfit_strokes_are_found_before_training(command, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PENDIGITS_PATH", str(tmp_path / "gone"))
    assert command("--publish", "mine") == 2
    assert "gone" in capsys.readouterr().err
    assert not (tmp_path / "runs").exists()


@pytest.mark.slow
def test_training_ends_with_a_table_and_the_files_asked_for(
    command, capsys, tmp_path, small_npz, monkeypatch
):
    monkeypatch.setenv("MNIST_PATH", str(small_npz))
    arguments = ["--model", "mlp-128", "--epochs", 2, "--data", small_npz, "--name", "r"]
    assert command(*arguments, "--output", "mnist_model.h5") == 0
    output = capsys.readouterr().out
    assert re.search(r"epoch 2/2: loss 0\.\d+", output)
    accuracy = re.search(r"test accuracy +(\d+\.\d\d%)", output)[1]
    assert re.search(rf"data +{small_npz}\n", output)
    assert re.search(rf"MNIST accuracy +{accuracy}", output)  # they are the same digits here
    import keras

    stored = keras.saving.load_model(tmp_path / "mnist_model.h5")
    pixels = np.random.default_rng(0).random((5, 28, 28), np.float32)
    np.testing.assert_allclose(
        stored.predict(pixels, verbose=0),
        DigitClassifier.load(tmp_path / "runs" / "r" / "model.tflite").predict(pixels),
        atol=1e-5,
    )
    assert command("--list") == 0
    assert re.search(
        rf"r +finished +2/2 +digits\.npz +{accuracy} +{accuracy}", capsys.readouterr().out
    )

    # A finished run is not trained again, but can be saved again.
    assert command("--resume", "r", "--output", "again.keras") == 0
    assert (tmp_path / "again.keras").exists()
    assert command("--resume", "r", "--epochs", 5) == 2
    assert command("--name", "r", "--data", small_npz) == 2


@pytest.mark.slow
def test_network_is_taught_a_file_of_drawings(command, capsys, tmp_path, small_npz, monkeypatch):
    monkeypatch.setenv("MNIST_PATH", str(small_npz))
    monkeypatch.delenv("PENDIGITS_PATH", raising=False)
    file = tmp_path / "corrections.zip"
    drawings = [Correction(int(name), tuple(strokes(name))) for name in DIGITS]
    file.write_bytes(to_archive(drawings))
    arguments = ["--from", "mlp-128", "--corrections", file, "--epochs", 1, "--seed", 3]
    assert command(*arguments, "--name", "r", "--output", "mine.keras") == 0
    output = capsys.readouterr().out
    assert "a copy of mlp-128, taught drawings beside mnist" in output
    assert re.search(r"own drawings, kept aside +2 +\d+\.\d\d% +\d+\.\d\d%", output)
    assert re.search(r"MNIST's test digits +200 +\d+\.\d\d%", output)
    config = files.read_json(tmp_path / "runs" / "r" / "config.json")
    assert (config["start_from"], config["seed"], config["epochs"]) == ("mlp-128", 3, 1)
    assert (tmp_path / "mine.keras").exists()


@pytest.mark.slow
def test_ctrl_c_saves_and_says_how_to_resume(tmp_path, small_npz):
    arguments = ["--model", "mlp-128", "--data", str(small_npz), "--epochs", "400"]
    arguments += ["--name", "r", "--publish", "mine"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "train_model.py"), *arguments],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    for line in process.stdout:
        if line.startswith("epoch 3/400"):
            process.send_signal(signal.SIGINT)
            break
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert "python train_model.py --resume r --publish mine" in output
    assert not (ROOT / "models" / "mine").exists()  # a part of a training is not published
    status = runs.read_run(tmp_path / "runs" / "r").status
    assert (status.state, status.pid) == ("stopped", None)
    assert 3 <= status.epoch < 400
    assert (tmp_path / "runs" / "r" / "evaluation.json").exists()


@pytest.mark.slow
def test_published_run_can_be_loaded(tmp_path, command, small_npz):
    arguments = ["--model", "mlp-128", "--epochs", 1, "--data", small_npz, "--name", "r"]
    assert command(*arguments) == 0
    run = tmp_path / "runs" / "r"
    writers = read_writer_split(write_pen_digits(tmp_path / "strokes", [1, 5, 7, 10]))
    publish(run, "mine", writers, models_dir=tmp_path / "models")
    DigitClassifier.load(tmp_path / "models" / "mine" / "network.tflite")
    card = read_card(tmp_path / "models" / "mine" / "card.json")
    assert card.drawings.digits == 20  # by writers 5 and 10
    assert set(card.drawings.accuracy) == {"10", "20", "32"}
    assert card.people["pictures"].digits == {"pendigits": 20}
    assert card.people.keys() == {"pictures"}  # a network that sees no paths
    names = {path.name for path in (tmp_path / "models" / "mine").iterdir()}
    assert names == {"network.keras", "network.tflite", "card.json", "answers.npz", "moments.npz"}


@pytest.mark.slow
def test_paused_run_shows_no_result_of_an_earlier_stop(command, capsys, tmp_path, small_npz):
    arguments = ["--model", "mlp-128", "--data", small_npz, "--name", "r", "--epochs", 400]
    assert command(*arguments, "--time-limit", 0.01) == 130  # stopped, and evaluated
    assert "test accuracy" in capsys.readouterr().out
    run = tmp_path / "runs" / "r"
    config = files.read_json(run / "config.json")
    files.write_json(run / "config.json", {**config, "time_limit": None})
    runs.write_status(run, runs.Status(state="queued", queued=time.time()))
    runs.ask(run, "pause")
    assert command("--resume", "r", "--output", "late.keras") == 130
    output = capsys.readouterr().out
    assert "Paused" in output
    assert "test accuracy" not in output
    assert not (tmp_path / "late.keras").exists()
