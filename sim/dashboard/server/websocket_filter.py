"""Messages that a web socket accepts: any other closes the connection, without a traceback."""

import json
import logging
import struct
from typing import Any

from sim.dashboard.server.asgi import App, Message, Receive, Scope, Send

UNSUITABLE, FAULT = 1007, 1011  # close codes of RFC 6455
LOG = logging.getLogger(__name__)


class WebSocketFilter:
    """Passes on messages of the kernel protocol. Any other message, or an error in the application, closes the socket.

    The error of a connection is logged in one line. What a page's own code raises never gets here: Solara and the
    stepper show it on the page.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        closed = gone = False

        async def checked() -> Message:
            nonlocal closed, gone
            message = await receive()
            gone = gone or message["type"] == "websocket.disconnect"
            if message["type"] == "websocket.receive" and not is_protocol(message.get("text"), message.get("bytes")):
                if not closed:
                    closed = True
                    await send(
                        {
                            "type": "websocket.close",
                            "code": UNSUITABLE,
                            "reason": "not a message of the kernel protocol",
                        }
                    )
                return {"type": "websocket.disconnect", "code": UNSUITABLE}
            return message

        async def once(message: Message) -> None:
            nonlocal closed
            if message["type"] == "websocket.close":
                if closed:
                    return
                closed = True
            await send(message)

        try:
            await self.app(scope, checked, once)
        except Exception as error:
            if not (closed or gone):
                LOG.error("web socket closed: %s", _cause(error))
                await once({"type": "websocket.close", "code": FAULT})


def is_protocol(text: str | None, frame: bytes | None) -> bool:
    """Whether a message has the structure of the Jupyter kernel protocol, which Solara relies on."""
    try:
        message: Any = json.loads(text if text is not None else _first_part(frame or b""))
    except (ValueError, struct.error, RecursionError):
        return False
    if not isinstance(message, dict) or not isinstance(message.get("channel"), str):
        return False
    header, content = message.get("header"), message.get("content")
    if not isinstance(header, dict) or not isinstance(content, dict):
        return False
    kind = header.get("msg_type")
    needs_comm = kind in ("comm_open", "comm_msg", "comm_close")
    return isinstance(kind, str) and (not needs_comm or isinstance(content.get("comm_id"), str))


def _first_part(frame: bytes) -> bytes:
    """The JSON of a binary message: the number of parts and the offset of each, big-endian uint32, then the parts.

    Raises ValueError or struct.error where the message is malformed.
    """
    parts = struct.unpack_from("!I", frame)[0]
    if not 0 < parts < len(frame):
        raise ValueError("no parts")
    starts = struct.unpack_from(f"!{parts}I", frame, 4)
    return frame[starts[0] : starts[1] if parts > 1 else None]


def _cause(error: BaseException) -> str:
    """The first error in a group of them."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}"
