"""Lesson 4: sure is not right. A quiz against two networks, which say how sure they are."""

from collections.abc import Mapping
from html import escape

import streamlit as st

from app_pages.figures.confusion import answer_name
from app_pages.figures.glossary import term
from app_pages.figures.html import data_url
from app_pages.figures.reliability import show_diagram
from app_pages.figures.text import percent
from app_pages.learn.digits import practice_and_test
from app_pages.learn.words import ask, say
from app_pages.visit.networks import Network, best_network, load, plain_network
from mnist_core.arrays import Float32Array, UInt8Array
from mnist_core.evaluation.metrics import reliability
from mnist_core.evaluation.quiz import Quiz, Standing, make_quiz, network_standing, standing
from mnist_core.ink.preprocessing import as_pixels
from mnist_core.labels import LABELS, decide

_ROUND = "learn_round"  # which quiz it is
_ANSWERS = "learn_answers"  # the visitor's to it


@st.fragment
def show() -> None:
    """Show a picture to be read, the answers so far, and at the end who was right how often."""
    plain, best = plain_network(), best_network()
    quiz = _quiz(plain.key, st.session_state.get(_ROUND, 0))
    answers: list[int] = st.session_state.get(_ANSWERS, [])
    say(
        f"A {term('network')} gives every answer a {term('probability')}: how sure it is. "
        "Is it right to be so sure? Read ten pictures yourself, each before the networks do.",
        f"They are not a fair choice: many are digits that {escape(plain.title)} reads wrong, and "
        "some are no digit at all.",
    )
    if len(answers) < len(quiz.labels):
        _ask_next(quiz, len(answers))
    networks = {each.title: _predict(each, quiz.images[: len(answers)]) for each in (plain, best)}
    standings = {"You": standing(answers, quiz.labels)} | {
        name: network_standing(each, quiz.labels) for name, each in networks.items()
    }
    if answers:
        _show_answers(quiz, answers, networks)
    finished = len(answers) == len(quiz.labels)
    if finished:
        st.button("Ten others", icon=":material/refresh:", on_click=_begin_another)
        _show_calibration(plain)
    ask(
        "Who reads more of the ten right, you or the networks? And how sure are they where they "
        "are wrong?",
        _told(standings, plain.title, best.title) if finished else None,
    )


def _ask_next(quiz: Quiz, number: int) -> None:
    """Show the picture of that number, and take the visitor's answer."""
    st.html(
        f'<div class="quiz"><img alt="Picture {number + 1}" '
        f'src="{data_url(255 - quiz.images[number])}"></div>'
    )
    say(f"Picture {number + 1} of {len(quiz.labels)}: what do you read?")
    with st.container(horizontal=True, gap="xsmall"):
        for answer in range(len(LABELS)):
            st.button(
                answer_name(answer),
                key=f"learn_guess_{answer}",
                on_click=_keep,
                args=(number, answer),
            )


def _keep(number: int, answer: int) -> None:
    """Keep the answer to the picture of that number, unless a second click gives it again."""
    answers = st.session_state.get(_ANSWERS, [])
    if len(answers) == number:
        st.session_state[_ANSWERS] = [*answers, answer]


def _begin_another() -> None:
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.session_state.pop(_ANSWERS, None)


def _show_answers(quiz: Quiz, answers: list[int], networks: Mapping[str, Float32Array]) -> None:
    """What everybody read so far, the last picture first."""
    rows = ""
    for i, guess in reversed(list(enumerate(answers))):
        truth = int(quiz.labels[i])
        cells = _cell(guess, truth)
        for probabilities in networks.values():
            read, sure = decide(probabilities[i : i + 1])
            cells += _cell(int(read[0]), truth, float(sure[0]))
        rows += (
            f'<tr><td><img alt="Picture {i + 1}" src="{data_url(255 - quiz.images[i])}"></td>'
            f'<th scope="row">{answer_name(truth)}</th>{cells}</tr>'
        )
    heads = "".join(
        f'<th scope="col">{escape(each)}</th>' for each in ("Picture", "It is", "You", *networks)
    )
    st.html(f'<table class="guesses"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>')


def _cell(read: int, truth: int, sure: float | None = None) -> str:
    mark, kind = ("✓", "right") if read == truth else ("✗", "wrong")
    note = "" if sure is None else f"<br><span>{percent(sure)} sure</span>"
    return f'<td class="{kind}">{mark} {answer_name(read)}{note}</td>'


def _show_calibration(network: Network) -> None:
    """How sure a network is of all the digits, and how often it is right."""
    practice, _ = practice_and_test()
    bins = reliability(_predict(network, practice.images), practice.labels)
    count = len(practice.labels)
    say(
        f"Ten pictures are few. Here are {count} digits. On the dashed line, "
        "of ten answers that it is 70 % sure of, seven are right. A point below the line: it is "
        f"surer than it should be. This is called {term('calibration')}."
    )
    show_diagram(bins, f"{network.title} on {count} digits", bins.calibration_error)


def _told(standings: Mapping[str, Standing], plain: str, best: str) -> str:
    """How everybody did, in words."""
    counts = ", ".join(f"{name}: {each.right} of {each.count}" for name, each in standings.items())
    sure = "".join(
        f" {name} was {percent(each.sure_of_wrong)} sure of its wrong answers, on average."
        for name, each in standings.items()
        if each.sure_of_wrong is not None
    )
    return (
        f"Right are: {escape(counts)}.{escape(sure)} "
        f"{escape(plain)} knows ten answers only, so a cat would be a digit to it. "
        f"{escape(best)} was shown scribbles and letters while it learnt, and can say “no digit”. "
        "A network is sure when a picture looks like those that it learnt from. "
        "That is not the same as being right."
    )


@st.cache_resource(show_spinner=False, max_entries=64)
def _quiz(network: str, number: int) -> Quiz:
    """The quiz of that number against ``plain_network``, whose key is ``network``."""
    practice, _ = practice_and_test()
    answers = _predict(plain_network(), practice.images)
    return make_quiz(practice.images, practice.labels, answers, number)


def _predict(network: Network, images: UInt8Array) -> Float32Array:
    """A network's answers to images, uint8 (n, 28, 28): float32 (n, k)."""
    return load(network).predict(as_pixels(images))
