"""Requests that the server accepts: those of its own pages, to an address of this machine."""

import re
from urllib.parse import parse_qs

from sim.dashboard.server.asgi import App, Receive, Scope, Send

#: Host headers that are accepted, with a port or without. The whole header must match: a URL parser would accept
#: `127.0.0.1;x` and `user@127.0.0.1` too.
HOST = re.compile(r"(127\.0\.0\.1|localhost)(:[0-9]{1,5})?", re.ASCII)
#: Path -> name of each page.
PAGES = {"/": "Live", "/sweeps": "Sweeps", "/compare": "Compare", "/about": "About"}
#: Paths of what a page loads.
RESOURCES = ("/static/", "/_solara/", "/jupyter/", "/readyz")
#: Solara's report on itself, which is not made public here.
HIDDEN = ("/resourcez",)
#: What belongs to one session, and names it by `session_id`: its web socket, and the word that it is closed.
SOCKET, CLOSING = re.compile(r"/jupyter/api/kernels/[^/]+/channels"), re.compile(r"/_solara/api/close/[^/]+")
#: Headers in which a proxy names its own address. Solara trusts them, and there is no proxy here.
PROXY = re.compile(rb"(x-)?script-name|x-forwarded-.*|forwarded")


class RequestFilter:
    """Rejects a foreign Host (another name pointed at this machine) and a foreign Origin (another site's page).

    Solara checks neither, so any web page that the user visits could control the dashboard. A request without an
    Origin is accepted: browsers send one with every web socket, so it does not come from a page.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers, path = dict(scope["headers"]), scope.get("path", "")
        forbidden, malformed = (
            forbidden_reason(headers, path),
            malformed_reason(scope["type"], path, scope.get("query_string", b"")),
        )
        if forbidden or malformed:
            await _reject(scope["type"], 403 if forbidden else 400, forbidden or malformed, send)
        elif scope["type"] == "http" and is_unknown_page(headers, path):
            await _send_page_list(send)
        else:
            own = [(name, value) for name, value in scope["headers"] if not PROXY.fullmatch(name)]
            await self.app({**scope, "headers": own}, receive, send)


def forbidden_reason(headers: dict[bytes, bytes], path: str) -> str:
    """Why a request is forbidden; empty for one that is not."""
    host = headers.get(b"host", b"").decode("latin-1")
    if not HOST.fullmatch(host):
        return "the Host header is not an address of this dashboard"
    origin = headers.get(b"origin")
    if origin is not None and origin.decode("latin-1") != f"http://{host}":
        return "the Origin header is not an address of this dashboard"
    return "no such page" if path.rstrip("/") in HIDDEN else ""


def malformed_reason(kind: str, path: str, query: bytes) -> str:
    """Why a request is not one that a page makes and that Solara can answer; empty for one that is."""
    if "\0" in path:
        return "the path contains a NUL"
    if kind == "websocket" and not SOCKET.fullmatch(path):
        return "no web socket at this path"
    session = parse_qs(query.decode("latin-1")).get("session_id")
    if not session and (kind == "websocket" or CLOSING.fullmatch(path)):
        return "session_id is missing"
    return ""


def is_unknown_page(headers: dict[bytes, bytes], path: str) -> bool:
    """Whether a browser asks for a page that does not exist; Solara would answer with one that never loads."""
    browser = b"text/html" in headers.get(b"accept", b"")
    return browser and (path.rstrip("/") or "/") not in PAGES and not path.startswith(RESOURCES)


async def _send_page_list(send: Send) -> None:
    links = " · ".join(f'<a href="{path}">{name}</a>' for path, name in PAGES.items())
    style = "font: 17px/1.5 system-ui, sans-serif; max-width: 60ch; margin: 14vh auto; padding: 0 16px"
    page = (
        '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">'
        '<meta name="color-scheme" content="light dark"><title>Safe Conduct</title>'
        f'<body style="{style}"><h1>Page not found</h1><p>Available pages: {links}</p></body></html>'
    )
    await send(
        {"type": "http.response.start", "status": 404, "headers": [(b"content-type", b"text/html; charset=utf-8")]}
    )
    await send({"type": "http.response.body", "body": page.encode()})


async def _reject(kind: str, status: int, why: str, send: Send) -> None:
    if kind == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": why})
        return
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": f"Request rejected: {why}.\n".encode()})
