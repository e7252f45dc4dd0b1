"""What the network read of the drawing while it learnt."""

import math
from collections.abc import Mapping, Sequence

import streamlit as st

from app_pages.draw.drawn import Drawn
from app_pages.figures.confusion import show_confusion
from app_pages.figures.filters import show_filters
from app_pages.figures.learning import show_learning
from app_pages.figures.text import share
from app_pages.visit.errors import tell
from app_pages.visit.learning import has_moments, learning
from app_pages.visit.networks import Network, load
from mnist_core.arrays import Float32Array
from mnist_core.errors import ModelError
from mnist_core.labels import NOT_A_DIGIT
from mnist_core.recognition.learning import Learning

_PLACES = "draw_learnt_places"  # where each network's slider stands: Streamlit forgets a widget
_SMALLEST = 1e-4  # part of a training that is told apart from none of it


def show_learnt(drawn: Drawn) -> None:
    """Let a moment of the training be chosen, and show what the network read then.

    Args:
        drawn: the drawing, and the networks.
    """
    st.caption(
        "A network begins with weights that chance has chosen, and knows nothing. It is shown "
        "digits, a few at a time, and its weights are changed a little each time. The slider goes "
        "back to what it was. One sees when its answer came, and not why; begun with other chance, "
        "it would have come another way."
    )
    _show_way(drawn)


@st.fragment
def _show_way(drawn: Drawn) -> None:
    """All that the slider and the choices change."""
    keeping = {key: each for key, each in drawn.networks.items() if has_moments(each)}
    if not keeping:
        st.caption(
            "No network here has kept its moments. One that is trained on the Train page does."
        )
        return
    network = drawn.network
    if network.key not in keeping:
        st.caption(_why_none(network))
        network = keeping[
            st.selectbox(
                "Show instead",
                keeping,
                format_func=lambda key: keeping[key].title,
                key="draw_learnt_instead",
            )
        ]
    try:
        _show_networks(drawn, network, keeping)
    except ModelError as error:
        st.error(tell(error))


def _why_none(network: Network) -> str:
    """Why a network has no moments."""
    if network.is_shipped and network.card.labels[-1] == NOT_A_DIGIT:
        return (
            f"There are no moments of {network.title}: it was adjusted after its training, so "
            "that it knows what is no digit, and what it was before would not fit."
        )
    if network.is_taught:
        return (
            f"There are no moments of {network.title}: they are kept of networks that begin with "
            "weights of chance, and this one began with what another had learnt."
        )
    return (
        f"There are no moments of {network.title}: it was trained before they were kept, or is "
        "too large for them."
    )


def _show_networks(drawn: Drawn, network: Network, keeping: Mapping[str, Network]) -> None:
    """The slider, and below it the network, and another beside it, at that part of its way."""
    first = learning(network)
    for_place, for_other = st.columns([2, 1], gap="medium")
    with for_place:
        at = _choose_place(network, first)
    with for_other:
        others = {key: each for key, each in keeping.items() if key != network.key}
        other = st.selectbox(
            "Compare with",
            others,
            index=None,
            format_func=lambda key: others[key].title,
            placeholder="no other",
            key="draw_learnt_other",
        )
    networks = [network] if other is None else [network, others[other]]
    ways = [first, *(learning(each) for each in networks[1:])]
    places = [at, *(_same_part(first, at, each) for each in ways[1:])]
    with st.container(key="draw_learnt"):
        for i, column in enumerate(st.columns(len(networks), gap="large")):
            with column:
                _show_answer(networks[i], ways[i], places[i], drawn.digit.pixels, len(networks) > 1)
    if len(networks) > 1:
        st.caption(
            "Both are shown at about the same part of their training; one may be longer than the "
            "other."
        )
    if drawn.digit.directions is not None and any(load(each).sees_paths for each in networks):
        st.caption("Here a network goes by the picture alone, not by the pen’s path.")
    _show_folded(networks, ways, places)


def _choose_place(network: Network, way: Learning) -> int:
    """The place of the moment that is chosen, the last one at first."""
    places: dict[str, int] = st.session_state.setdefault(_PLACES, {})
    last = len(way.moments) - 1
    key = f"draw_learnt_at_{network.key}"
    st.session_state[key] = min(places.get(network.key, last), last)

    def keep() -> None:
        places[network.key] = st.session_state[key]

    return int(
        st.select_slider(
            "Moment of its training",
            range(last + 1),
            format_func=lambda place: _when(way, place),
            key=key,
            on_change=keep,
        )
    )


def _when(way: Learning, place: int) -> str:
    """A moment in words."""
    moment = way.moments[place]
    if place == len(way.moments) - 1:
        return "as it is now"
    if moment.step == 0:
        return "before learning"
    if moment.digits < way.epoch:
        return f"after {moment.digits:,} digits"
    return f"after {moment.digits / way.epoch:.1f} epochs"


def _same_part(one: Learning, at: int, other: Learning) -> int:
    """The place in another training that is nearest to the same part of it."""
    wanted = _part(one, at)
    return min(range(len(other.moments)), key=lambda place: abs(_part(other, place) - wanted))


def _part(way: Learning, place: int) -> float:
    """How much of a training is done at a moment, on a scale where twice as much is a step."""
    return math.log(way.moments[place].step / max(way.moments[-1].step, 1) + _SMALLEST)


def _show_answer(
    network: Network, way: Learning, place: int, pixels: Float32Array, named: bool
) -> None:
    """What a network reads at a moment, and what it read at all the others."""
    classifier, moment = load(network), way.moments[place]
    when = [_when(way, i) for i in range(len(way.moments))]
    if named:
        st.markdown(f"**{network.title}**, {when[place]}")
    show_learning(
        [classifier.verdict(each) for each in way.predict(pixels)],
        when,
        place,
        sure_from=classifier.thresholds["unsure"],
    )
    st.caption(
        f"Of the first {moment.confusion.sum():,} test digits it read {share(moment.accuracy, 0)} "
        "right then."
    )


def _show_folded(
    networks: Sequence[Network], ways: Sequence[Learning], places: Sequence[int]
) -> None:
    """The filters and the confusion matrix at a moment, once they are asked for."""
    with st.expander(
        "What its first layer looks for then", key="draw_learnt_filters", on_change="rerun"
    ) as filters:
        if filters.open:
            shown = zip(st.columns(len(ways)), networks, ways, places, strict=True)
            for column, network, way, place in shown:
                with column:
                    if len(ways) > 1:
                        st.markdown(f"**{network.title}**")
                    show_filters(way.filters(place))
    with st.expander(
        "Which digits it takes for which then", key="draw_learnt_confusion", on_change="rerun"
    ) as confusion:
        if confusion.open:
            for i, (way, place) in enumerate(zip(ways, places, strict=True)):
                if len(ways) > 1:
                    st.markdown(f"**{networks[i].title}**")
                show_confusion(way.moments[place].confusion.tolist(), f"draw_learnt_{i}")
