"""The Explore page without a browser: each section, its figures, and addresses of all kinds."""

import base64
import json
import re
import shutil
from collections import Counter
from dataclasses import asdict
from urllib.parse import parse_qsl

import cv2
import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app_pages.explore import network, people
from app_pages.figures import confusion, readings, sheet
from app_pages.figures.text import a_digit, share
from app_pages.visit import digits, drawing, links, visitor
from mnist_core import DigitClassifier, Prediction
from mnist_core.data import generated, sources
from mnist_core.data.dataset import Dataset
from mnist_core.data.writers import People, WriterSplit
from mnist_core.errors import BlankImageError, DatasetError, ModelError
from mnist_core.evaluation.metrics import evaluate
from mnist_core.evaluation.people import COLLECTIONS
from mnist_core.ink.drawing import read_drawing
from mnist_core.places import models_dir
from mnist_core.publishing.answers import ANSWERS, Answers, read_answers, write_answers
from mnist_core.recognition.card import published_card
from mnist_core.recognition.classifier import NETWORK, published_models
from mnist_core.recognition.on_drawings import measure_on_drawings
from tests.conftest import charted, make_ended_run, save_dataset
from tools import hand
from tools.browsing import ROOT

MODELS = models_dir()

NETWORKS = published_models()
PARTS = ".".join(network.PARTS)
NOTHING = type("Result", (), {"clicked": None})
FIRST_SEVEN = generated.generate(10, seed=11)[1].tolist().index(7)


@pytest.fixture
def explore(monkeypatch, tmp_path):
    """A function that runs the Explore page at an address, which is then completed."""
    monkeypatch.setenv("RUNS_DIR", str(tmp_path / "runs"))
    monkeypatch.delenv("PUBLIC_SERVER", raising=False)

    def open_at(**address):
        app = AppTest.from_file(str(ROOT / "app_pages" / "explore" / "page.py"), default_timeout=60)
        app.query_params.update(address)
        run = app.run

        def run_and_complete(**settings):
            run(**settings)
            if not app.exception:
                complete(app)
            return app

        app.run = run_and_complete
        app.run()
        assert not app.exception
        return app

    return open_at


def complete(app):
    """Complete the address, as the page's script does in a browser."""
    for each in app.get("bidi_component"):
        query = json.loads(each.proto.json).get("query")
        if query is not None:
            app.query_params.clear()
            app.query_params.update(dict(parse_qsl(query)))


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """The networks as if they had been measured on generated digits: the folder, and the digits."""
    folder = tmp_path_factory.mktemp("measured")
    dataset = Dataset(*generated.generate(500, seed=11), *generated.generate(1000, seed=12))
    save_dataset(folder / "digits.npz", dataset)
    for name in NETWORKS:
        shutil.copytree(MODELS / name, folder / "models" / name)
        answers = DigitClassifier.load(name).predict(dataset.test_images / np.float32(255))
        stored = Answers(answers, read_answers(name).filters)
        write_answers(folder / "models" / name / ANSWERS, stored)
        card = json.loads((MODELS / name / "card.json").read_text())
        card["test"] = asdict(evaluate(answers, dataset.test_labels))
        (folder / "models" / name / "card.json").write_text(json.dumps(card))
    return folder, dataset


@pytest.fixture
def dataset(measured, monkeypatch):
    """Digits that stand for MNIST's: few, at hand everywhere, and read worse."""
    folder, dataset = measured
    monkeypatch.setenv("MNIST_PATH", str(folder / "digits.npz"))
    monkeypatch.setenv("MODELS_DIR", str(folder / "models"))
    return dataset


@pytest.fixture
def without_mnist(monkeypatch, tmp_path):
    monkeypatch.delenv("MNIST_PATH", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))


def component(app, name):
    """What a component was given."""
    found = (each.proto for each in app.get("bidi_component"))
    return json.loads(next(each.json for each in found if each.component_name == name))


def pictures(sheet):
    """The digits of a sheet, 255 is ink."""
    png = base64.b64decode(sheet["picture"].split(",")[1])
    sprite = 255 - cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE)
    places = (divmod(i, sheet["across"]) for i in range(sheet["count"]))
    return np.array([sprite[28 * y : 28 * y + 28, 28 * x : 28 * x + 28] for y, x in places])


def chart(app, words):
    return next(each for each in app.get("vega_lite_chart") if description(each).startswith(words))


def description(chart):
    return json.loads(chart.proto.spec)["description"]


def html(app, part):
    return next(each.proto.body for each in app.get("html") if part in each.proto.body)


def words(markup):
    """The text of HTML, without what its terms mean; a figure and its per cent are one word."""
    markup = re.sub(r'<span class="term-meaning".*?</span>', "", markup.split("</style>")[-1])
    return re.findall(r"[^ \n]+", re.sub(r"<[^>]+>", " ", markup))


def test_sheet_shows_the_digits_of_the_label_asked_for(explore):
    images, labels = generated.generate(1000, seed=3)
    app = explore(show="data", source="generated", label="7")
    shown = component(app, "digit_sheet")
    rows = np.flatnonzero(labels == 7)[:100]
    assert (pictures(shown) == images[rows]).all()
    assert shown["names"] == [f"Digit {row}: a 7" for row in rows]
    assert shown["clicks"] == [f"generated-{row}" for row in rows]


def test_sheet_is_shuffled_on_request_and_not_otherwise(explore):
    app = explore(source="generated")
    first = component(app, "digit_sheet")["names"]
    next(each for each in app.button if each.label == "Shuffle").click().run()
    shuffled = component(app, "digit_sheet")["names"]
    assert shuffled != first
    app.run()
    assert component(app, "digit_sheet")["names"] == shuffled
    app.button_group(key="explore_count").set_value(1000).run()
    assert sorted(component(app, "digit_sheet")["names"]) == sorted(
        f"Digit {i}: {a_digit(label)}"
        for i, label in enumerate(generated.generate(1000, seed=3)[1])
    )


def test_one_digit_shows_its_pixels(explore):
    images, labels = generated.generate(1000, seed=3)
    app = explore(source="generated", digit="17")
    assert component(app, "digit_pixels")["values"] == images[17].flatten().tolist()
    assert any(f"digit 17 is {a_digit(labels[17], '**')}" in each.value for each in app.markdown)


def test_eight_alone_has_another_article():
    assert [a_digit(label) for label in (1, 7, 8)] == ["a 1", "a 7", "an 8"]
    assert a_digit(8, "**") == "an **8**"


def test_counts_of_mnist_are_those_of_its_labels(explore, dataset):
    told = words(html(explore(source="test"), 'class="counts"'))
    assert told[:5] == ["Digit", "MNIST,", "training", "MNIST,", "test"]
    rows = np.reshape(told[5:], (10, 5)).tolist()
    for digit, row in enumerate(rows):
        expected = [str(digit)]
        for labels in (dataset.train_labels, dataset.test_labels):
            count = sum(label == digit for label in labels.tolist())
            expected += [f"{count:,}", share(count / len(labels))]
        assert row == expected


def test_digit_100_is_a_6_that_every_network_reads_as_6(explore, mnist):
    told = words(html(explore(show="digit", digit="100"), 'class="read-digit"'))
    assert " ".join(told).startswith(
        f"It is 6 {len(NETWORKS)} of {len(NETWORKS)} networks are sure"
    )


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("number", [0, 115, 999])
def test_probabilities_of_a_digit_are_the_stored_ones(explore, dataset, name, number):
    body = html(explore(show="digit", digit=str(number), network=name), 'class="answer"')
    told = [float(each) for each in re.findall(r'style="width:([\d.]+)%"', body)]
    stored = read_answers(name).probabilities[number] * 100
    assert told == pytest.approx(stored.tolist(), abs=0.06)


@pytest.mark.parametrize("name", NETWORKS)
def test_figures_of_a_network_follow_from_its_stored_answers(explore, dataset, name):
    app = explore(show="network", network=name, open=PARTS)
    probabilities = read_answers(name).probabilities
    confusion = [[0] * 11 for _ in range(10)]
    wrong = []
    for row, label in enumerate(dataset.test_labels.tolist()):
        best = int(probabilities[row, :10].argmax())
        if probabilities.shape[1] == 11 and probabilities[row, 10] >= 0.5:
            best = 10
        confusion[label][best] += 1
        if best != label:
            wrong.append((-probabilities[row, best], row, label, best))
    right = [confusion[digit][digit] for digit in range(10)]
    figures = words(html(app, 'class="facts"'))
    assert share(sum(right) / 1000, 2) in figures
    # What is stored was rounded to steps: the answers up, all else down.
    truth, step = probabilities[np.arange(1000), dataset.test_labels].astype(float), 1 / 65535
    most, least = (-np.log(each).mean() for each in ((truth - step).clip(1e-7), truth + step))
    assert least - 5e-5 < float(figures[figures.index("loss") + 1]) < most + 5e-5
    matrix = component(app, "confusion")
    assert [[cell["count"] for cell in row] for row in matrix["rows"]] == [
        row[: probabilities.shape[1]] for row in confusion
    ]
    assert matrix["answers"] == [*map(str, range(10)), "no digit"][: probabilities.shape[1]]
    table = words(html(app, "Recall").split("<tbody>")[1])
    for digit in range(10):
        precision = right[digit] / sum(row[digit] for row in confusion)
        recall = right[digit] / sum(confusion[digit])
        f1 = 2 * precision * recall / (precision + recall)
        assert table[4 * digit : 4 * digit + 4] == [
            str(digit),
            *map(share, (precision, recall, f1)),
        ]
    mistakes = component(app, "digit_sheet")
    first = [row for _, row, _, _ in sorted(wrong)[:36]]
    rows = [int(re.search(r"\d+", each)[0]) for each in mistakes["names"]]
    assert rows == first
    assert (pictures(mistakes) == dataset.test_images[rows]).all()


@pytest.mark.parametrize("name", NETWORKS)
def test_accuracy_by_pen_is_the_card_s(explore, name):
    figures = " ".join(words(html(explore(show="network", network=name), 'class="facts"')))
    told = dict(re.findall(r"pen (\d+) (\S+\s%)", figures))
    card = json.loads((MODELS / name / "card.json").read_text())
    assert told == {pen: share(part) for pen, part in card["drawings"]["accuracy"].items()}


@pytest.mark.parametrize("name", NETWORKS)
def test_reliability_of_a_network_follows_from_its_stored_answers(explore, dataset, name):
    probabilities = read_answers(name).probabilities.astype(float)
    bins = [[] for _ in range(15)]
    for row, label in zip(probabilities, dataset.test_labels.tolist(), strict=True):
        best = 10 if len(row) == 11 and row[10] >= 0.5 else int(row[:10].argmax())
        bins[min(int(15 * row[best]), 14)].append((row[best], best == label))
    app = explore(show="network", network=name, open="certainty")
    points = charted(chart(app, "Reliability diagram, test digits"))
    # Answers on the border of two bins may have been moved by what is rounded in storing them.
    assert sum(point["count"] for point in points) == 1000
    means = [tuple(np.mean(each, axis=0)) for each in bins if each]
    assert len(points) == pytest.approx(len(means), abs=1)
    sure, right = means[-1]
    assert points[-1]["count"] == pytest.approx(len(bins[-1]), abs=3)
    assert points[-1]["sure"] == pytest.approx(sure, abs=1e-3)
    assert points[-1]["right"] == pytest.approx(right, abs=1e-3)
    error = sum(abs(sum(r - s for s, r in each)) for each in bins) / 1000
    told = next(each.value for each in app.caption if each.value.startswith("Calibration error"))
    assert float(re.search(r"[\d.]+", told)[0]) == pytest.approx(100 * error, abs=0.02)


def test_chart_of_all_networks_has_each_network_s_accuracies(explore):
    app = explore(show="all")
    table = words(html(app, 'aria-label="With the program"'))
    points = {row["name"]: row for row in charted(app.get("vega_lite_chart")[0])}
    assert set(points) == set(NETWORKS)
    for name in NETWORKS:
        card = published_card(name)
        drawings = list(card.drawings.accuracy.values())
        assert points[name]["mnist"] == card.test.accuracy
        assert points[name]["drawings"] == pytest.approx(sum(drawings) / len(drawings))
        row = table[table.index(name) :]
        assert row[1 : 2 + len(drawings)] == [share(card.test.accuracy), *map(share, drawings)]
    next(each for each in app.button if each.key == f"explore_open_{NETWORKS[0]}").click().run()
    assert app.query_params["network"] == NETWORKS[0]
    assert app.selectbox(key="explore_network_network").value == NETWORKS[0]


def turned_curves(app):
    """What the chart of turned drawings shows, by the colour's number and the angle."""
    rows = charted(app.get("vega_lite_chart")[1])
    return {(row["curve"], row["place"]): row["value"] for row in rows}


def test_turned_drawings_have_a_curve_and_a_row_for_each_network(explore):
    app = explore(show="all")
    curves = turned_curves(app)
    assert len(curves) == 41 * len(NETWORKS)
    legend = next(
        e.proto.body for e in app.get("html") if 'class="legend robustness"' in e.proto.body
    )
    names = re.findall(r"</i>([^<]+)</li>", legend)
    assert set(names) == set(NETWORKS)
    table = words(html(app, 'aria-label="Turned drawings"'))
    for i, name in enumerate(names):
        turned = published_card(name).turned
        assert [curves[f"n{i}", place] for place in turned.degrees] == turned.accuracy
        told = [turned.accuracy[turned.degrees.index(each)] for each in (-90, -45, -18, 0, 18)]
        row = table[table.index(name) :]
        assert row[1:6] == list(map(share, told))


@pytest.mark.parametrize("left", [0, 1])
def test_networks_that_were_not_measured_on_turned_drawings_have_no_curve(
    explore, tmp_path, monkeypatch, left
):
    for i, name in enumerate(NETWORKS):
        shutil.copytree(MODELS / name, tmp_path / "models" / name)
        card = json.loads((MODELS / name / "card.json").read_text())
        if i >= left:
            del card["turned"]
        (tmp_path / "models" / name / "card.json").write_text(json.dumps(card))
    monkeypatch.setenv("MODELS_DIR", str(tmp_path / "models"))
    app = explore(show="all")
    assert len(app.get("vega_lite_chart")) == 1 + left
    if left:
        assert len(turned_curves(app)) == 41


def wrong_by(dataset):
    """Of each test digit, how many shipped networks are wrong, and what they give to the truth."""
    rows, labels = np.arange(1000), dataset.test_labels
    wrong, truth = np.zeros(1000, int), np.zeros(1000)
    for name in NETWORKS:
        probabilities = read_answers(name).probabilities
        refused = probabilities[:, 10:].sum(axis=1) >= 0.5
        wrong += refused | (probabilities[:, :10].argmax(axis=1) != labels)
        truth += probabilities[rows, labels]
    return wrong, truth


def test_a_digit_begins_with_one_on_which_networks_disagree(explore, dataset):
    wrong, _ = wrong_by(dataset)
    app = explore(show="digit")
    number = int(app.query_params["digit"])
    assert min(wrong[number], len(NETWORKS) - wrong[number]) == len(NETWORKS) // 2


def test_hardest_first_leads_from_the_hardest_digit_to_the_next(explore, dataset):
    wrong, truth = wrong_by(dataset)
    hardest = sorted(range(1000), key=lambda row: (-wrong[row], truth[row]))
    app = explore(show="digit", digit=str(hardest[0]), order="hardest")
    shown = component(app, "digit_sheet")
    assert shown["clicks"] == [str(row) for row in hardest[:48]]
    right = len(NETWORKS) - wrong[hardest[0]]
    assert shown["captions"][0] == f"{dataset.test_labels[hardest[0]]}\n{right} of {len(NETWORKS)}"
    assert next(each for each in app.button if each.label == "Previous").disabled
    next(each for each in app.button if each.label == "Next").click().run()
    assert app.query_params["digit"] == str(hardest[1])
    assert app.query_params["order"] == "hardest"


def test_my_drawing_is_read_by_all_networks(explore):
    app = explore(show="digit", source="drawing")
    assert "Nothing is drawn yet." in app.info[0].value
    app.session_state["draw_drawing"] = drawing.Drawing(strokes=tuple(hand.strokes("7")))
    app.run()
    told = words(html(app, 'class="read-digit"'))
    assert told[:5] == ["They", "read", "7", str(len(NETWORKS)), "of"]


@pytest.fixture
def own(dataset, tmp_path):
    """A run of the visitor's that has ended; its test digits stand for MNIST's."""
    return make_ended_run(tmp_path / "runs", "own", dataset.test_images, dataset.test_labels)


def test_own_network_stands_beside_those_shipped_with_what_it_learnt_from(explore, own):
    app = explore(show="all")
    assert "MNIST" in html(app, 'aria-label="Yours"')
    next(each for each in app.button if each.key == "explore_open_runs/own").click().run()
    assert app.query_params["network"] == "runs/own"
    chosen = app.selectbox(key="explore_network_network")
    assert chosen.options[-1].startswith("Yours: mlp-128, ")
    assert chosen.options[-1].endswith(", MNIST")
    app = explore(show="digit", source="generated")
    assert 'colspan="1">yours</th>' in html(app, 'class="readings"')


def test_own_network_that_learnt_from_other_digits_is_compared_on_mnist(explore, own):
    card = json.loads((own / "model.json").read_text())
    card |= {"mnist": 0.75, "data": {"name": "generated", "fingerprint": "f"}}
    (own / "model.json").write_text(json.dumps(card))
    figures = html(explore(show="network", network="runs/own"), 'class="facts"')
    assert f"MNIST’s test digits</dt><dd>{share(0.75, 2)}" in figures
    assert "Generated digits" in figures
    assert f"</dt><dd>{share(card['test']['accuracy'], 2)}" in figures
    assert f"<td>{share(0.75)}</td>" in html(explore(show="all"), 'aria-label="Yours"')


def test_stranger_s_network_is_not_shown(explore, own, monkeypatch):
    monkeypatch.setenv("PUBLIC_SERVER", "1")
    monkeypatch.setattr(visitor, "_kept", lambda: None)  # no cookie
    app = explore(show="network", network="runs/own")
    assert len(app.warning) == 1
    assert app.query_params["network"] != "runs/own"
    assert all(key != "runs/own" for key in app.selectbox(key="explore_network_network").options)
    assert not any(
        'aria-label="Yours"' in each.proto.body for each in explore(show="all").get("html")
    )


def test_own_network_shows_its_mistakes_filters_and_figures(explore, own, dataset):
    app = explore(show="network", network="runs/own", open=PARTS)
    with np.load(own / "predictions.npz") as stored:
        mistakes = stored["mistakes"]
    shown = component(app, "digit_sheet")
    assert shown["clicks"] == [f"test-{row}" for row in mistakes[:36]]
    assert (pictures(shown) == dataset.test_images[mistakes[:36]]).all()
    assert 'class="filters"' in html(app, 'class="filters"')
    assert chart(app, "Reliability diagram, test digits")


def test_own_network_s_mistakes_are_pictures_only_where_mnist_is_another(
    explore, own, monkeypatch, small_npz
):
    monkeypatch.setenv("MNIST_PATH", str(small_npz))
    app = explore(show="network", network="runs/own", open="mistakes.confusion", cell="0-0")
    shown = component(app, "digit_sheet")
    assert shown["count"] == 36
    assert shown["clicks"] == []
    assert any("keeps the pictures of its mistakes only" in each.value for each in app.caption)


@pytest.mark.parametrize("name", ["predictions.npz", "filters.npz"])
def test_own_network_with_a_damaged_file_says_that_it_is_not_stored(explore, own, name):
    (own / name).write_bytes(b"cut short")
    app = explore(show="network", network="runs/own", open="mistakes.filters")
    assert texts(app).count("Not stored.") == 1


def test_figures_of_a_network_that_was_trained_on_meanwhile_are_not_written(own, monkeypatch):
    few = WriterSplit(People([], []), People([], []), hand.people())
    monkeypatch.setattr("mnist_core.recognition.on_drawings.read_writer_split", lambda path: few)

    def train_on(part):
        card = json.loads((own / "model.json").read_text())
        (own / "model.json").write_text(json.dumps(card | {"seconds": 999.0}))

    with pytest.raises(ModelError, match="meanwhile"):
        measure_on_drawings(own, train_on)
    assert "drawings" not in json.loads((own / "model.json").read_text())


def test_own_network_is_measured_on_drawings_on_request(explore, own, monkeypatch, tmp_path):
    (tmp_path / "strokes").touch()
    monkeypatch.setenv("PENDIGITS_PATH", str(tmp_path / "strokes"))
    few = WriterSplit(People([], []), People([], []), hand.people())
    monkeypatch.setattr("mnist_core.recognition.on_drawings.read_writer_split", lambda path: few)
    app = explore(show="network", network="runs/own")
    next(each for each in app.button if each.label.startswith("Measure it")).click().run()
    card = json.loads((own / "model.json").read_text())
    assert card["drawings"]["digits"] == 10
    figures = html(app, 'class="facts"')
    for width, part in card["drawings"]["accuracy"].items():
        assert f"Drawings, pen {width}</dt><dd>{share(part)}" in figures
    assert not any(each.label.startswith("Measure it") for each in app.button)


def test_cell_of_the_confusion_matrix_shows_its_digits(explore, dataset):
    probabilities = read_answers("mlp-128").probabilities
    answers = probabilities.argmax(axis=1)
    (label, answer), _ = Counter(
        (int(t), int(a)) for t, a in zip(dataset.test_labels, answers, strict=True) if t != a
    ).most_common(1)[0]
    rows = np.flatnonzero((dataset.test_labels == label) & (answers == answer))
    rows = rows[np.argsort(-probabilities[rows, answer], kind="stable")][:36]
    cell = f"{label}-{answer}"
    app = explore(show="network", network="mlp-128", open="confusion", cell=cell)
    assert component(app, "confusion")["chosen"] == cell
    assert component(app, "digit_sheet")["clicks"] == [f"test-{row}" for row in rows]
    app.selectbox(key="explore_network_network").set_value("cnn").run()
    assert "cell" not in app.query_params


def test_parts_of_a_network_fold_and_the_address_says_which_are_open(explore, dataset):
    app = explore(show="network", network="cnn", open="none")
    assert not app.get("vega_lite_chart")
    assert "open=none" in "&".join(f"{k}={v}" for k, v in app.query_params.items())
    app = explore(show="network", network="cnn", open="certainty")
    assert chart(app, "Reliability diagram, test digits")
    assert [
        each.proto.body for each in app.get("html") if 'class="sketch"' in each.proto.body
    ] == []


@pytest.mark.parametrize("page", ["explore", "train"])
def test_way_to_draw_has_a_way_back_once(session, monkeypatch, page):
    went = []
    monkeypatch.setattr(links.st, "switch_page", lambda *_, **kwargs: went.append(kwargs))
    monkeypatch.setattr(links.st, "query_params", QueryParams({"run": "mine", "cell": "3-5"}))
    session["page"] = page
    assert links.came_from() is None
    links.open_on_draw("generated-1", "runs/mine")
    assert went == [{"query_params": {"network": "runs/mine", "digit": "generated-1"}}]
    origin = links.came_from()
    assert (origin.page, origin.title) == (f"app_pages/{page}/page.py", page.capitalize())
    assert origin.query == {"run": "mine", "cell": "3-5"}
    session["page"] = ""  # the Draw page
    assert links.take_back() is None
    session["page"] = page
    assert links.take_back() == origin
    assert links.take_back() is None
    links.draw_with("runs/mine")
    assert links.came_from() == origin


def test_there_is_no_way_back_where_no_page_led_to_draw(session, monkeypatch):
    monkeypatch.setattr(links.st, "switch_page", lambda *_, **__: None)
    links.open_on_draw("generated-1")
    assert links.came_from() is None


class QueryParams(dict):
    def to_dict(self):
        return dict(self)


@pytest.fixture
def published(monkeypatch, tmp_path):
    """A function that publishes one network, cnn, with a card as the function changes it."""
    source = models_dir()
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))

    def publish(change, probabilities=None):
        card = json.loads((source / "cnn" / "card.json").read_text())
        change(card)
        folder = tmp_path / "cnn"
        folder.mkdir(exist_ok=True)
        (folder / "card.json").write_text(json.dumps(card))
        (folder / NETWORK).write_bytes((source / "cnn" / NETWORK).read_bytes())
        if probabilities is not None:
            filters = [np.ones((4, 3, 3), np.float32)]
            write_answers(folder / ANSWERS, Answers(probabilities, filters))

    return publish


def texts(app):
    return [each.value for each in app.markdown]


@pytest.mark.parametrize("show", ["network", "all"])
def test_network_with_a_damaged_card_is_named_and_left_out(explore, published, show):
    published(lambda card: card.update(layers=5))
    app = explore(show=show)
    assert "cnn/card.json" in app.error[0].value
    published(lambda card: None)  # it is repaired while the server runs
    app.run()
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("shape", [[24], [24, 24], [2000, 1, 1], [24, 24, 8, 3]])
def test_layers_of_all_shapes_are_sketched(explore, published, shape):
    layer = {"kind": "Dropout", "setting": "", "shape": shape, "parameters": 0}
    published(lambda card: card.update(layers=[layer]))
    assert "dropout" in html(explore(show="network", network="cnn"), 'class="sketch"')


def test_branch_that_sees_the_pen_s_path_is_told_apart(explore, published):
    layer = {"kind": "Conv2D", "setting": "", "shape": [24, 24, 8], "parameters": 0}
    branches = [{"branch": 1}, {"branch": 2, "sees_path": True}]
    published(lambda card: card.update(layers=[layer | each for each in branches]))
    app = explore(show="network", network="cnn")
    table, sketch = html(app, "<details"), html(app, 'class="sketch"')
    for body in (table, sketch):
        assert "Branch 1 sees the picture<" in body
        assert "Branch 2 sees the pen’s path<" in body
    assert "28 × 28 × 8" in sketch


def on_people(least):
    """How people are read, each figure another: from ``least`` on, a thousandth apart."""
    shares = iter(np.arange(least, 1, 0.001).round(3).tolist())
    collections = {"pendigits": 1499, "uji": 660, "somewhere": 12}
    return {
        "digits": collections,
        "accuracy": {
            name: {width: next(shares) for width in ("10", "20", "32")} for name in collections
        },
        "calibration_error": next(shares),
        "refused": {what: next(shares) for what in ("digits", "letters", "scribbles")},
        "auroc": next(shares),
        "false_positives": next(shares),
    }


@pytest.mark.parametrize("ways", [("pictures", "strokes"), ("pictures",)])
def test_people_are_shown_from_the_picture_and_with_the_path(explore, published, ways):
    measured = {way: on_people(least) for way, least in zip(ways, (0.5, 0.8), strict=False)}
    published(lambda card: card.update(people=measured))
    told = " ".join(words(html(explore(show="network", network="cnn", open="people"), "AUROC")))
    for name, count in measured["pictures"]["digits"].items():
        assert f"{count:,} digits by {COLLECTIONS.get(name, name)}".replace("'", "’") in told
    each = [measured[way] for way in ways]
    rows = [
        *(("Pen 10", [way["accuracy"][name]["10"] for way in each]) for name in each[0]["digits"]),
        ("Those digits, wrongly", [way["refused"]["digits"] for way in each]),
        ("Scribbles", [way["refused"]["scribbles"] for way in each]),
    ]
    for head, values in rows:
        assert f"{head} {' '.join(map(share, values))}" in told
    for head in ("calibration_error", "false_positives"):
        figures = " ".join(share(way[head], 2) for way in each)
        assert f"{head.replace('_', ' ').capitalize()} {figures}" in told
    figures = " ".join(f"{way['auroc']:.4f}" for way in each)
    assert f"AUROC {figures}" in told
    assert ("With the path" in told) == ("strokes" in ways)


def test_better_of_two_ways_is_bold_whether_more_is_better_or_less(explore, published):
    measured = {"pictures": on_people(0.5), "strokes": on_people(0.8)}
    published(lambda card: card.update(people=measured))
    body = html(explore(show="network", network="cnn", open="people"), "AUROC")
    assert "<td>50.0\u00a0%</td><td><b>80.0\u00a0%</b></td>" in body  # the first accuracy
    assert "<td><b>51.0\u00a0%</b></td><td>81.0\u00a0%</td>" in body  # digits refused


def test_network_that_was_not_measured_on_people_does_not_offer_it(explore, published):
    published(lambda card: card.pop("people", None))
    app = explore(show="network", network="cnn", open=PARTS)
    assert people.TITLE not in [each.label for each in app.expander]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            {"name": "mixture"},
            [sources.MNIST, sources.PEN_DIGITS],
        ),
        ({"name": "mixture", "sources": [asdict(sources.UJI)]}, [sources.UJI]),
        ({"name": "mnist"}, [sources.MNIST]),
        ({"name": "generated"}, []),
    ],
)
def test_data_that_a_network_learnt_from_are_named_with_authors_and_licences(
    explore, published, data, expected
):
    def write(card):
        card["data"] = data
        for name in ("drawings", "people"):
            card.pop(name, None)

    published(write)
    app = explore(show="network", network="cnn", open="training")
    listed = [each.proto.body for each in app.get("html") if 'class="sources"' in each.proto.body]
    assert "".join(listed).count("<li>") == len(expected)
    for each in expected:
        assert f"{each.title}</a>: {each.authors}. {each.licence}." in listed[0]
        assert f'href="{each.address}"' in listed[0]


def test_data_that_a_network_was_only_measured_on_are_named_besides(explore, published):
    measured = {"pictures": on_people(0.5)}
    published(lambda card: card.update(data={"name": "mixture"}, people=measured))
    app = explore(show="network", network="cnn", open="training")
    besides = html(app, 'class="sources"').split("Besides, ")[1]
    assert sources.UJI.title in besides
    assert sources.PEN_DIGITS.title not in besides


def test_network_without_stored_answers_says_so(explore, dataset, published):
    def strip(card):
        for name in ("history", "milliseconds", "drawings"):
            card.pop(name, None)
        card["test"].pop("reliability", None)

    published(strip)
    app = explore(show="network", network="cnn", open=PARTS)
    assert texts(app).count("Not stored.") == 3
    assert "Its curves are not stored." in texts(app)
    assert "not timed" in html(app, 'class="facts"')


def test_charts_of_a_network_show_what_its_card_says(explore, published):
    history = {"loss": [[0.5, 1], [2, 0.75]], "accuracy": [[0.5, 1], [0.5, 0.875]]}
    history |= {"val_loss": [[1], [0.625]], "val_accuracy": [[1], [0.75]]}
    history["last"] = {name: values[-1] for name, (_, values) in history.items()}
    history["best"] = {"epoch": 1, "val_loss": 0.625, "val_accuracy": 0.75}
    reliability = {"count": [0] * 13 + [4, 12], "confidence": [0.0] * 13 + [0.875, 0.96875]}
    reliability["accuracy"] = [0.0] * 13 + [0.5, 1.0]

    def write(card):
        card |= {"history": history, "milliseconds": 0.123}
        card["test"] |= {"reliability": reliability, "calibration_error": 0.0123}
        card["drawings"] |= {"reliability": reliability}
        card["drawings"]["calibration_error"]["all"] = 0.0456

    published(write)
    app = explore(show="network", network="cnn", open=PARTS)
    for title in ("loss", "accuracy"):
        rows = charted(chart(app, f"{title.capitalize()} over the epochs"))
        expected = {("best", 1, history["best"][f"val_{title}"])}
        for part, name in (("training", title), ("validation", f"val_{title}")):
            expected |= {(part, *point) for point in zip(*history[name], strict=True)}
        assert {(row["curve"], row["epoch"], row["value"]) for row in rows} == expected
    told = [each.value for each in app.caption]
    ends = "Accuracy: 87.5\u00a0% in training, 75.0\u00a0% in validation"
    assert any(each.startswith(ends) for each in told)
    for title, error in (("test digits", "1.23\u00a0%"), ("drawings", "4.56\u00a0%")):
        diagram = chart(app, f"Reliability diagram, {title}")
        assert charted(diagram) == [
            {"count": 4, "sure": 0.875, "right": 0.5},
            {"count": 12, "sure": 0.96875, "right": 1.0},
        ]
        assert error in description(diagram)
        assert f"Calibration error: {error}." in told
    assert "0.12 ms" in html(app, 'class="facts"')


def test_missing_calibration_error_is_not_made_up(explore, dataset, published):
    bins = {name: [1] * 15 for name in ("count", "confidence", "accuracy")}

    def write(card):
        card["test"].pop("reliability", None)
        card["drawings"]["reliability"] = bins
        card["drawings"].pop("calibration_error")

    published(write)
    app = explore(show="network", network="cnn", open=PARTS)
    assert texts(app).count("Not stored.") == 3


@pytest.mark.parametrize("shape", [(1000, 11), (500, 10), (1000, 10)])
def test_stored_answers_of_another_network_are_not_shown(explore, dataset, published, shape):
    published(lambda card: None, np.eye(shape[1], dtype=np.float32)[np.zeros(shape[0], int)])
    app = explore(show="network", network="cnn", open="mistakes.filters")
    assert "digit_sheet" not in [each.proto.component_name for each in app.get("bidi_component")]
    assert "Not stored." in texts(app)
    filters = [each for each in app.get("html") if 'class="filters"' in each.proto.body]
    assert bool(filters) == (shape == (1000, 10))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ({"show": "everything"}, "“show” can be data, digit, network, all"),
        ({"show": "network", "network": "../cnn"}, "“network” can be"),
        ({"show": "digit", "network": "<script>"}, "“network” can be all, "),
        ({"show": "digit", "source": "generated", "digit": "1000"}, "“digit” can be 0 to 999"),
        ({"show": "digit", "source": "generated", "digit": "-1"}, "“digit” can be 0 to 999"),
        ({"source": "generated", "digit": "٣"}, "“digit” can be 0 to 999"),
        ({"source": "generated", "digit": "9" * 5000}, "“digit” can be 0 to 999"),
        ({"source": "generated", "label": "10"}, "“label” can be all, 0, 1"),
        ({"show": "network", "open": "layers.layers"}, "“open” can be some of layers, "),
        ({"show": "network", "open": "<b>"}, "“open” can be some of layers, "),
        (
            {"show": "network", "cell": "9-99"},
            "“cell” can be one with digits in it",
        ),
        ({"show": "digit", "order": "easiest"}, "“order” can be number, hardest"),
        ({"source": "emnist"}, "“source” can be train, test, generated"),
    ],
)
def test_wrong_address_gets_a_clear_word_and_the_default(explore, dataset, address, expected):
    app = explore(**address)
    assert len(app.warning) == 1
    assert expected in app.warning[0].value
    assert "<script>" not in app.warning[0].value
    app.run()
    assert not app.warning


def test_sections_are_found_again_as_they_were_left(explore):
    app = explore(show="digit", source="generated", digit="42")
    app.button_group(key="explore_show").set_value("all").run()
    assert app.query_params == {"show": "all"}
    app.button_group(key="explore_show").set_value("digit").run()
    assert app.number_input(key="explore_digit_digit").value == 42
    app.number_input(key="explore_digit_digit").set_value(43).run()
    assert app.query_params["digit"] == "43"
    app.selectbox(key="explore_digit_network").set_value("cnn").run()
    assert app.query_params["network"] == "cnn"
    app.selectbox(key="explore_digit_source").set_value("test").run()
    assert "43" not in app.query_params.values()


def test_link_to_the_page_and_the_way_back_from_draw_show_what_was_looked_at_last(explore):
    app = explore(show="data", source="generated", label="3", digit="8")
    looked_at = dict(app.query_params)
    for address in ({}, {"digit": "generated-8"}):  # Streamlit leaves the latter in the history
        app.query_params.clear()
        app.query_params.update(address)
        app.run()
        assert not app.exception
        assert not app.warning
        assert app.query_params == looked_at


def test_section_opens_though_the_one_before_came_to_nothing(explore, monkeypatch):
    with monkeypatch.context() as empty:
        empty.setattr("app_pages.visit.networks.published_models", list)
        app = explore(show="network", source="generated")
        assert "There is no network yet" in app.error[0].value
        app.button_group(key="explore_show").set_value("data").run()
    assert not app.exception
    assert component(app, "digit_sheet")["count"] == 100


def test_how_many_is_a_hundred_where_a_forged_choice_is_none(explore):
    app = explore(source="generated")
    app.session_state["explore_count"] = None
    app.run()
    assert not app.exception
    assert component(app, "digit_sheet")["count"] == 100


def test_what_was_wrong_in_an_address_is_not_said_again_by_its_section(explore):
    app = explore(show="digit", source="generated", digit="99999")
    assert app.warning
    app.button_group(key="explore_show").set_value("all").run()
    app.button_group(key="explore_show").set_value("digit").run()
    assert not app.warning
    assert app.query_params["source"] == "generated"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ({}, {"source": "train", "digit": "0"}),
        ({"label": "7"}, {"label": "7", "source": "train", "digit": str(FIRST_SEVEN)}),
        (
            {"show": "digit", "digit": "4"},
            {"show": "digit", "source": "test", "digit": "4", "network": "all", "order": "number"},
        ),
        (
            {"show": "network"},
            {"show": "network", "network": "drawing-cnn", "open": "layers"},
        ),
    ],
)
def test_address_names_what_is_shown(explore, dataset, address, shown):
    assert explore(**address).query_params == shown


@pytest.mark.parametrize("show", ["data", "digit"])
def test_without_mnist_its_sections_offer_it_or_generated_digits(explore, without_mnist, show):
    app = explore(show=show, source="test", digit="5000")
    assert "is not on this server" in app.info[0].value
    assert "digit_sheet" not in [each.proto.component_name for each in app.get("bidi_component")]
    next(each for each in app.button if each.label == "Show generated digits").click().run()
    assert not app.info
    assert not app.warning
    assert app.query_params["source"] == "generated"


def test_link_to_a_digit_means_the_same_without_mnist(explore, without_mnist):
    assert "is not on this server" in explore(show="digit").info[0].value


def test_mnist_is_downloaded_with_progress(explore, without_mnist, monkeypatch, small_npz):
    told = []

    def download(progress):
        progress.total = 4
        for _ in range(4):
            progress.update(1)
        progress.reset()
        progress.update(4)
        progress.close()
        told.append("downloaded")
        monkeypatch.setenv("MNIST_PATH", str(small_npz))

    monkeypatch.setattr("app_pages.explore.download.fetch_mnist", download)
    app = explore(source="test")
    next(each for each in app.button if each.label == "Download MNIST").click().run()
    assert told == ["downloaded"]
    assert not app.info
    assert component(app, "digit_sheet")["count"] == 100


def test_failed_download_is_explained(explore, without_mnist, monkeypatch):
    def download(progress):
        raise DatasetError("no way there")

    monkeypatch.setattr("app_pages.explore.download.fetch_mnist", download)
    app = explore(source="train")
    next(each for each in app.button if each.label == "Download MNIST").click().run()
    assert "no way there" in app.error[0].value


def test_damaged_mnist_is_named(explore, monkeypatch, tmp_path):
    (tmp_path / "mnist.npz").write_bytes(b"cut short")
    monkeypatch.setenv("MNIST_PATH", str(tmp_path / "mnist.npz"))
    app = explore(source="test")
    assert "mnist.npz" in app.error[0].value


def test_confusion_matrix_is_told_in_words(monkeypatch):
    given = []
    monkeypatch.setattr(confusion.st, "segmented_control", lambda *_, **__: "counts")
    monkeypatch.setattr(confusion, "_component", lambda data, **_: given.append(data) or NOTHING)
    counts = np.diag([10] * 10)
    counts[4, 9], counts[3, 5] = 2, 7
    confusion.show_confusion(counts.tolist(), "test")
    confusion.show_confusion(np.diag([10] * 10).tolist(), "test")
    assert [each["label"] for each in given] == [
        "Confusion matrix. Commonest: 3 as 5, 7; 4 as 9, 2.",
        "Confusion matrix. Commonest: none.",
    ]


@pytest.mark.parametrize(
    ("clicked", "given"),
    [("4-9", "4-9"), ("9-4", None), *((each, None) for each in (3, ["4-9"], "", "4-99", None))],
)
def test_click_gives_a_cell_with_digits_in_it_or_none(monkeypatch, clicked, given):
    monkeypatch.setattr(confusion.st, "segmented_control", lambda *_, **__: "counts")
    result = type("Result", (), {"clicked": clicked})
    monkeypatch.setattr(confusion, "_component", lambda **_: result)
    counts = np.diag([10] * 10)
    counts[4, 9] = 2
    assert confusion.show_confusion(counts.tolist(), "test", opens=True) == given


@pytest.mark.parametrize(
    ("clicked", "opened"),
    [
        ("generated-3", ["generated-3"]),
        *((each, []) for each in (3, "3", "generated-1000", "../generated-3", "", None, True)),
        *((each, []) for each in (["generated-3"], {"clicked": "generated-3"}, "x" * 100_000)),
    ],
)
def test_click_opens_the_digit_that_it_names_if_there_is_one(session, monkeypatch, clicked, opened):
    result = type("Result", (), {"clicked": clicked})
    monkeypatch.setattr(sheet, "_component", lambda **_: result)
    went = []
    monkeypatch.setattr(
        links.st, "switch_page", lambda page, query_params: went.append(query_params["digit"])
    )
    images = np.zeros((12, 28, 28), np.uint8)
    links.open_on_draw(sheet.show_sheet(images, [""] * 12, label="", key=""))
    assert went == opened
    assert drawing.drawing().digit == (opened[0] if opened else None)


def test_digit_laid_on_the_canvas_is_seen_as_it_is(mnist):
    for number in (0, 100, 9999):
        seen = read_drawing([], digits.find_digit(f"test-{number}"))
        assert (seen.picture == mnist.test_images[number]).all()


@pytest.mark.parametrize("number", [0, 5, 999])
def test_generated_digit_is_moved_and_scaled_on_the_canvas_as_a_drawing_is(number):
    seen = read_drawing([], digits.find_digit(f"generated-{number}")).picture
    assert max(cv2.boundingRect(seen)[2:]) == 20
    moments = cv2.moments(seen)
    centre = np.array([moments["m10"], moments["m01"]]) / moments["m00"]
    np.testing.assert_allclose(centre, 14, atol=0.51)


def test_strokes_are_drawn_over_the_digit():
    seen = read_drawing([], digits.find_digit("generated-5"))
    more = read_drawing(hand.strokes("1"), digits.find_digit("generated-5"))
    assert more.pixels.sum() > seen.pixels.sum()
    with pytest.raises(BlankImageError):
        read_drawing([], None)


@pytest.mark.parametrize(
    "name", ["", "100", "test", "test-", "test-1000", "test--1", "Test-1", "generated-1000", "x-1"]
)
def test_name_of_no_digit_is_refused(name, dataset):
    with pytest.raises(DatasetError, match="no such digit"):
        digits.find_digit(name)


def test_message_tells_how_many_digits_there_are(monkeypatch, small_npz):
    monkeypatch.setenv("MNIST_PATH", str(small_npz))
    with pytest.raises(DatasetError, match="test-0 to test-199"):
        digits.find_digit("test-200")


def test_networks_in_doubt_are_counted_apart(monkeypatch):
    shown = []
    monkeypatch.setattr(readings.st, "html", shown.append)
    answers = [("6", "digit"), ("6", "unsure"), ("0", "unsure"), (None, "not a digit")]
    readings.show_readings(
        np.zeros((28, 28), np.uint8),
        6,
        {
            str(i): readings.Reading(
                Prediction(label, 0.7, np.full(11, 1 / 11, np.float32), verdict), 0.75
            )
            for i, (label, verdict) in enumerate(answers)
        },
    )
    told = "1 of 4 networks is sure of it. 1 leans to it, in doubt. 1 is sure of something else."
    assert told in shown[0]
    assert words(shown[0])[-6:] == ["Sure", "from", *[share(0.75)] * 4]


def test_digit_that_is_not_at_hand_is_told_apart(without_mnist):
    with pytest.raises(DatasetError, match="not on this server"):
        digits.find_digit("test-100")


@pytest.fixture
def session(monkeypatch):
    state = {}
    monkeypatch.setattr(drawing.st, "session_state", state)
    return state
