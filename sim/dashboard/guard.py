"""Who may talk to the server: pages that it served itself, under an address of this machine."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Names of this machine under which a page may be asked for.
NAMES = ("127.0.0.1", "localhost")
#: The pages, by their path.
PAGES = {"/": "Live", "/sweeps": "Sweeps", "/compare": "Compare", "/about": "About"}
#: Where the parts of a page lie.
PARTS = ("/static/", "/_solara/", "/jupyter/", "/readyz")
#: What Solara answers about itself, which is nobody's business here.
HIDDEN = ("/resourcez",)


class Guard:
    """Refuses a foreign Host (a name that was made to point here) and a foreign Origin (a page of somebody else).

    Solara checks neither, so any web page that the reader visits could drive the dashboard. A request without an
    Origin is let through: browsers send one with every web socket, so it comes from no page.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            refused = refusal(dict(scope["headers"]), scope.get("path", ""))
            if refused:
                await _refuse(scope["type"], refused, send)
                return
            if astray(dict(scope["headers"]), scope.get("path", "")):
                await _show_the_way(send)
                return
        await self.app(scope, receive, send)


def refusal(headers: dict[bytes, bytes], path: str) -> str:
    """Why a request is refused; nothing for one that is not."""
    host = headers.get(b"host", b"").decode("latin-1")
    if _name(f"//{host}") not in NAMES:
        return "this address is not one of the dashboard's"
    origin = headers.get(b"origin")
    if origin is not None and origin.decode("latin-1") != f"http://{host}":
        return "this page is not one of the dashboard's"
    return "there is no such page" if path.rstrip("/") in HIDDEN else ""


def astray(headers: dict[bytes, bytes], path: str) -> bool:
    """Whether a reader asks for a page that there is not; Solara would answer that it loads for ever."""
    reader = b"text/html" in headers.get(b"accept", b"")
    return reader and (path.rstrip("/") or "/") not in PAGES and not path.startswith(PARTS)


async def _show_the_way(send: Send) -> None:
    links = " · ".join(f'<a href="{path}">{name}</a>' for path, name in PAGES.items())
    style = "font: 17px/1.5 system-ui, sans-serif; max-width: 60ch; margin: 14vh auto; padding: 0 16px"
    page = (
        '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">'
        '<meta name="color-scheme" content="light dark"><title>Safe Conduct</title>'
        f'<body style="{style}"><h1>There is no such page</h1><p>The pages are {links}.</p></body></html>'
    )
    await send(
        {"type": "http.response.start", "status": 404, "headers": [(b"content-type", b"text/html; charset=utf-8")]}
    )
    await send({"type": "http.response.body", "body": page.encode()})


def _name(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


async def _refuse(kind: str, why: str, send: Send) -> None:
    if kind == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": why})
        return
    await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": f"Refused: {why}.\n".encode()})
