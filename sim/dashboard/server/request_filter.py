"""Who may talk to the server: pages that it served itself, under an address of this machine."""

import re
from urllib.parse import parse_qs

from sim.dashboard.server.asgi import App, Receive, Scope, Send

#: Names of this machine under which a page may be asked for, with a port or without. The whole header must fit: a
#: parser of URLs would take `127.0.0.1;x` and `user@127.0.0.1` too.
HOST = re.compile(r"(127\.0\.0\.1|localhost)(:[0-9]{1,5})?", re.ASCII)
#: The pages, by their path.
PAGES = {"/": "Live", "/sweeps": "Sweeps", "/compare": "Compare", "/about": "About"}
#: Where the parts of a page lie.
PARTS = ("/static/", "/_solara/", "/jupyter/", "/readyz")
#: What Solara answers about itself, which is nobody's business here.
HIDDEN = ("/resourcez",)
#: What belongs to one session, and names it by `session_id`: its web socket, and the word that it is closed.
SOCKET, CLOSING = re.compile(r"/jupyter/api/kernels/[^/]+/channels"), re.compile(r"/_solara/api/close/[^/]+")
#: Headers by which a proxy says under which address it is reached; Solara believes them, and there is no proxy.
PROXY = re.compile(rb"(x-)?script-name|x-forwarded-.*|forwarded")


class RequestFilter:
    """Refuses a foreign Host (a name that was made to point here) and a foreign Origin (a page of somebody else).

    Solara checks neither, so any web page that the reader visits could drive the dashboard. A request without an
    Origin is let through: browsers send one with every web socket, so it comes from no page.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers, path = dict(scope["headers"]), scope.get("path", "")
        refused, bad = refusal(headers, path), malformed(scope["type"], path, scope.get("query_string", b""))
        if refused or bad:
            await _refuse(scope["type"], 403 if refused else 400, refused or bad, send)
        elif scope["type"] == "http" and astray(headers, path):
            await _show_the_way(send)
        else:
            own = [(name, value) for name, value in scope["headers"] if not PROXY.fullmatch(name)]
            await self.app({**scope, "headers": own}, receive, send)


def refusal(headers: dict[bytes, bytes], path: str) -> str:
    """Why a request is refused; nothing for one that is not."""
    host = headers.get(b"host", b"").decode("latin-1")
    if not HOST.fullmatch(host):
        return "this address is not one of the dashboard's"
    origin = headers.get(b"origin")
    if origin is not None and origin.decode("latin-1") != f"http://{host}":
        return "this page is not one of the dashboard's"
    return "there is no such page" if path.rstrip("/") in HIDDEN else ""


def malformed(kind: str, path: str, query: bytes) -> str:
    """Why a request is none that a page makes and that Solara could answer; nothing for one that is."""
    if "\0" in path:
        return "the path holds a NUL"
    if kind == "websocket" and not SOCKET.fullmatch(path):
        return "there is no web socket here"
    named = parse_qs(query.decode("latin-1")).get("session_id")
    if not named and (kind == "websocket" or CLOSING.fullmatch(path)):
        return "it does not say which tab it is of: session_id"
    return ""


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


async def _refuse(kind: str, status: int, why: str, send: Send) -> None:
    if kind == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": why})
        return
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": f"Refused: {why}.\n".encode()})
