"""What each layer of the network makes of the drawing."""

from collections.abc import Sequence

import streamlit as st

from app_pages.draw.drawn import Drawn
from app_pages.figures.inside import show_layers
from app_pages.visit.errors import tell
from app_pages.visit.networks import load_layers
from mnist_core.errors import ModelError
from mnist_core.recognition.activations import Layer


@st.fragment
def show_inside(drawn: Drawn) -> None:
    """Show the layers of one branch, and those that join the branches."""
    try:
        layers = load_layers(drawn.network).see(drawn.digit.pixels, drawn.digit.directions)
    except ModelError as error:  # here, for what a fragment raises nobody outside of it can catch
        st.error(tell(error))
        return
    st.caption(
        "From what goes in at the top to the answer at the bottom: each picture is what one layer "
        "has made of those above. Bright is high, black is 0, blue is below 0; each layer has a "
        "scale of its own. Click a picture to take it apart."
    )
    branches = list(dict.fromkeys(_name(each) for each in layers if each.branch))
    shown = [each for each in layers if not each.branch]
    if branches:
        name = st.segmented_control(
            "Branch", branches, default=branches[0], required=True, key="inside_branch"
        )
        shown = [each for each in layers if each.branch and _name(each) == name] + shown
    show_layers(shown, key=f"inside_{_kinds(shown)}")
    st.caption(
        "One sees what the network makes of the drawing, not what it means: most "
        "maps have no name, and a bright one need not decide. Batch normalisation stands in the "
        "kernels where it could be folded into them."
    )


def _name(layer: Layer) -> str:
    return f"{'Path' if layer.sees_path else 'Picture'} {layer.branch}"


def _kinds(layers: Sequence[Layer]) -> str:
    """What tells layers from those of another network: what was opened there is not opened here."""
    return "_".join(f"{each.kind[0]}{each.values.shape[-1]}" for each in layers)
