"""Networks to choose from: those that come with the program, and the visitor's own."""

from collections.abc import Iterable, Mapping

from app_pages.visit.networks import Network

SHIPPED, OWN = "With the program", "Yours"


def titles(networks: Iterable[Network]) -> dict[str, str]:
    """Of each network, by its key, how it stands in a menu: one's own with what it learnt from."""
    return {each.key: _title(each) for each in networks}


def _title(network: Network) -> str:
    if network.is_shipped:
        return network.title
    learnt = "" if network.is_taught else f", {network.learnt_from}"
    return f"{OWN}: {network.title}{learnt}"


def groups(networks: Mapping[str, Network]) -> dict[str, list[Network]]:
    """The networks by whose they are; a group without any is left out."""
    found = {
        SHIPPED: [each for each in networks.values() if each.is_shipped],
        OWN: [each for each in networks.values() if not each.is_shipped],
    }
    return {title: group for title, group in found.items() if group}
