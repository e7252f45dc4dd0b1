"""What the networks would read, were the drawing turned, slanted, thicker or elsewhere."""

from dataclasses import replace

import streamlit as st

from app_pages.draw.drawn import Drawn
from app_pages.figures.answer import show_answer
from app_pages.figures.robustness import Over, show_robustness
from app_pages.figures.text import a_digit
from app_pages.figures.ways import show_ways
from app_pages.visit.drawing import laid_picture
from app_pages.visit.networks import load, plain_network
from mnist_core import DigitClassifier
from mnist_core.errors import ModelError
from mnist_core.evaluation.ways import RECIPE, SHORTCUTS
from mnist_core.ink.drawing import paper_with
from mnist_core.ink.preprocessing import Digit
from mnist_core.ink.variations import NAMES, VARIATIONS, Change, Name, varied
from mnist_core.labels import NOT_A_DIGIT
from mnist_core.recognition.robustness import probabilities_over

_CHANGE = "draw_change"  # where the sliders stand: a Change
_RESETS = "draw_change_resets"  # how often they were put back
_OVER = "draw_change_over"  # the slider that the curves run over
_FORMATS = {"degrees": "%.1f°", "pixels": "%.1f pixels", "per cent": "%.1f %%"}


def show_what_if(drawn: Drawn) -> None:
    """Show what networks read of the drawing changed, and of the drawing prepared otherwise."""
    st.write(
        "Change the drawing **after** it was made into 28 × 28 pixels, and watch when the answer "
        "falls. Before that, the preparation would undo shrinking and moving. This is one drawing: "
        "how well networks read others the curves do not tell."
    )
    _show_changed(drawn)
    _show_shortcuts(drawn)


@st.fragment  # a slider that is moved leaves the canvas alone
def _show_changed(drawn: Drawn) -> None:
    change = _change()
    pixels = varied(drawn.digit.pixels, change)
    with st.container(key="draw_change_desk"):
        with st.container(key="draw_change_answer", gap="xsmall"):
            show_answer(
                drawn.classifier.labels,
                drawn.classifier.read(pixels),
                Digit(pixels, ()),
                sure_from=drawn.classifier.thresholds["unsure"],
                subject="The changed drawing",
            )
            st.caption(f"Read from the picture alone{_but(drawn)}.")
        with st.container(key="draw_change_sliders", gap="xsmall"):
            _show_sliders(change)
    _show_curves(drawn, change)


def _but(drawn: Drawn) -> str:
    """What is left out of a drawing that is read with its path above."""
    with_path = drawn.classifier.sees_paths and drawn.digit.directions is not None
    return " here, without the pen’s path" if with_path else ""


def _show_sliders(change: Change) -> None:
    # New sliders after each reset: one that is told its value jumps back while it is being moved.
    resets = st.session_state.setdefault(_RESETS, 0)
    for name in NAMES:
        variation, key = VARIATIONS[name], f"draw_change_{name}_{resets}"
        st.slider(
            variation.name.capitalize(),
            variation.lowest,
            variation.highest,
            getattr(change, name),
            variation.step,
            _FORMATS[variation.unit],
            key=key,
            on_change=_take,
            args=(name, key),
        )
    st.button(
        "Put all back",
        icon=":material/restart_alt:",
        key="draw_change_reset",
        disabled=change == Change(),
        on_click=_put_back,
    )


def _show_curves(drawn: Drawn, change: Change) -> None:
    """What each network gives to the answer, over the slider that was moved last."""
    st.session_state[_OVER] = name = _over()
    st.segmented_control(
        "Curves over",
        NAMES,
        format_func=lambda each: VARIATIONS[each].name.capitalize(),
        required=True,
        key=_OVER,
    )
    variation = VARIATIONS[name]
    answer = drawn.classifier.read(drawn.digit.pixels).label or NOT_A_DIGIT
    thing = a_digit(int(answer)) if answer != NOT_A_DIGIT else "no digit"
    networks = _networks(drawn)
    curves = probabilities_over(networks, drawn.digit.pixels, change, name, answer)
    st.html(f'<p class="chart-title">How probable it is that this is {thing}</p>')
    show_robustness(
        Over(
            variation.places,
            f"{variation.name.capitalize()}, in {variation.unit}",
            f"probability of {'“not a digit”' if answer == NOT_A_DIGIT else answer}",
            f"How probable it is to each network that this is {thing}, over all places of the "
            f"slider {variation.name}. The list above says it for where the slider stands.",
            getattr(change, name),
            "never",  # it knows ten answers
        ),
        {title: curves[title].tolist() if title in curves else [] for title in networks},
        key="draw_change_curves",
        bold=drawn.network.title,
    )


def _networks(drawn: Drawn) -> dict[str, DigitClassifier]:
    """Those that come with the program, and the chosen one; by title."""
    found = {}
    for each in drawn.networks.values():
        if each == drawn.network:
            found[each.title] = drawn.classifier
        elif each.is_shipped:
            try:
                found[each.title] = load(each)
            except ModelError:  # damaged meanwhile: the page names it when it is opened
                continue
    return found


def _show_shortcuts(drawn: Drawn) -> None:
    """The drawing as other programs prepare it, and what comes of it."""
    paper = paper_with(drawn.now.strokes, laid_picture())
    seen = {way: see(paper) for way, see in SHORTCUTS.items()} | {RECIPE: drawn.digit.pixels}
    plain = plain_network()
    networks = {drawn.network.title: drawn.classifier, plain.title: load(plain)}
    st.html(
        '<p class="chart-title">The same drawing, prepared as other programs do</p>'
        "<p>Many shrink the whole paper; better ones cut out the ink and centre its box. A digit "
        "that is drawn small or in a corner comes out of that small, or off the middle: as if the "
        "sliders above had been moved. All are read from the picture alone. One drawing does not "
        "show which way is best: lesson 5 of Learn counts 200.</p>"
    )
    show_ways(
        paper,
        seen,
        {
            title: {way: classifier.read(pixels) for way, pixels in seen.items()}
            for title, classifier in networks.items()
        },
        None,
    )


def _change() -> Change:
    """Where the sliders stand; kept here, for Streamlit forgets them on an empty canvas."""
    found: Change = st.session_state.get(_CHANGE, Change())
    return found


def _over() -> Name:
    """The slider that was moved last, or was chosen since."""
    found: Name | None = st.session_state.get(_OVER)
    return found if found in NAMES else NAMES[0]


def _take(name: Name, key: str) -> None:
    """Take over where a slider was moved to: its value comes from a browser."""
    value = VARIATIONS[name].nearest(st.session_state[key])
    st.session_state[_CHANGE] = replace(_change(), **{name: value})
    st.session_state[_OVER] = name


def _put_back() -> None:
    st.session_state[_CHANGE] = Change()
    st.session_state[_RESETS] += 1
