"""A visitor without a browser: speaks to a Streamlit server as its own page does, by websocket.

Thirty browsers would take the two cores that the server is measured on. What is sent and what comes
back is Streamlit's own: its protocol's messages, as its front end builds them.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

_DONE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


class Visitor:
    """A tab that is open on a page.

    Attributes:
        told: the errors and exceptions that the page has shown.
    """

    def __init__(self, socket: ClientConnection, url: str, page: str, query: str) -> None:
        self.told: list[str] = []
        self._socket, self._url, self._page, self._query = socket, url, page, query
        self._hash = ""
        self._elements: dict[str, tuple[Any, str]] = {}  # by their keys: and their fragments
        self._auto: dict[str, float] = {}  # of each fragment that runs by itself, its seconds

    def has(self, key: str) -> bool:
        """Whether the page shows what has that key."""
        return key in self._elements

    def data(self, key: str) -> Any:
        """What Python has last given a component."""
        component = self._elements[key][0]
        which = component.WhichOneof("data")
        return json.loads(component.mixed.json if which == "mixed" else component.json)

    async def click(self, key: str) -> None:
        """Click a button, and wait until the page rests."""
        button, fragment = self._elements[key]
        await self._run(fragment, WidgetState(id=button.id, trigger_value=True))

    async def tell(self, key: str, event: str, value: object) -> None:
        """Have a component tell Python of something, and wait until the page rests."""
        component, fragment = self._elements[key]
        told = json.dumps([{"event": event, "value": value}])
        name = f"$$STREAMLIT_INTERNAL_KEY_{component.id}__events"  # as bidi_component has it
        await self._run(fragment, WidgetState(id=name, json_trigger_value=told))

    async def watch(self) -> None:
        """Leave the page open: its fragments run by themselves, for ever."""
        while True:
            fragment, seconds = next(iter(self._auto.items()))
            await asyncio.sleep(seconds)
            await self._run(fragment, by_itself=True)

    async def open(self) -> None:
        """Run the page for the first time."""
        await self._run()

    async def _run(
        self, fragment: str = "", *triggers: WidgetState, by_itself: bool = False
    ) -> None:
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_name = self._query, self._page
        asked.page_script_hash, asked.fragment_id = self._hash, fragment
        asked.is_auto_rerun = by_itself
        asked.context_info.url = f"{self._url}/{self._page}"
        asked.context_info.timezone = "UTC"
        asked.widget_states.widgets.extend(triggers)
        await self._socket.send(message.SerializeToString())
        if not fragment:
            self._elements.clear()
        while not self._take(ForwardMsg.FromString(await self._socket.recv(decode=False))):
            pass

    def _take(self, message: ForwardMsg) -> bool:
        """Take a message in; whether the page rests."""
        kind = message.WhichOneof("type")
        if kind == "navigation":
            self._hash = message.navigation.page_script_hash
        elif kind == "auto_rerun":
            self._auto[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._take_element(message.delta.new_element, message.delta.fragment_id)
        return kind == "script_finished" and message.script_finished in _DONE

    def _take_element(self, element: Element, fragment: str) -> None:
        kind = element.WhichOneof("type")
        shown = getattr(element, str(kind))
        if kind == "exception":
            self.told.append(f"{shown.type}: {shown.message}")
        elif kind == "alert" and shown.format == shown.ERROR:
            self.told.append(shown.body)
        elif getattr(shown, "id", "").startswith("$$ID-"):
            self._elements[shown.id.split("-", 2)[2]] = (shown, fragment)


@asynccontextmanager
async def visit(url: str, page: str, query: str, secret: str) -> AsyncIterator[Visitor]:
    """Open a page of the app in a tab, in a browser with that cookie."""
    place = urlsplit(url)
    async with connect(
        f"ws://{place.netloc}/_stcore/stream",
        origin=url,  # type: ignore[arg-type]
        subprotocols=["streamlit"],  # type: ignore[list-item]
        additional_headers={"Cookie": f"visitor={secret}"},
        max_size=None,
        ping_interval=None,
    ) as socket:
        visitor = Visitor(socket, url, page, query)
        await visitor.open()
        yield visitor
