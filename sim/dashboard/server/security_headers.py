"""What a page may load and run: the security headers of every answer."""

import base64
import hashlib
import re
from collections.abc import Iterable

from sim.dashboard.server.asgi import App, Message, Receive, Scope, Send

#: Beside the Content-Security-Policy: no guessing of types, no address of a page to anybody, no window or document of
#: another origin that shares this one's process.
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
SCRIPT = re.compile(rb"<script([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)


def policy(host: str, scripts: Iterable[str] = ()) -> str:
    """The Content-Security-Policy of an answer; `scripts` are the hashes of the inline scripts that may run.

    Everything is forbidden but what is named. Why each of these is as wide as it is:

    - script-src: no inline script runs but those that the server has just written into the page, and no `onerror=` or
      other inline handler at all. 'unsafe-eval' is forced by Vue, which compiles templates in the browser with
      `new Function`. `blob:` is forced by anywidget, which imports map.js from a blob; only a script that already runs
      can make one, so injected markup gains nothing by it.
    - style-src: 'unsafe-inline' is forced by ipyvue and Vuetify, which write <style> elements as components come, and
      by the tooltips of ECharts, which are laid out by style attributes. A style can fetch nothing from elsewhere.
    - img-src and font-src: the figures of a comparison are data URLs, and so are fonts in Solara's own style sheet.
    - connect-src: the web socket is named in full, for browsers in which 'self' means http alone.
    """
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self' 'unsafe-eval' blob:", *scripts)),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self' data:",
            f"connect-src 'self' ws://{host}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def hashes(page: bytes) -> list[str]:
    """The inline scripts of a page, in order, as sources of a Content-Security-Policy."""
    inline = (code for attributes, code in SCRIPT.findall(page) if b"src=" not in attributes)
    digests = (hashlib.sha256(code).digest() for code in inline)
    return list(dict.fromkeys(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests))


class SecurityHeaders:
    """Puts the headers on every answer.

    The scripts that may run are those of the page as the server made it: no list of them needs keeping up with Solara.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        host = dict(given).get(b"host", b"").decode("latin-1")
        # A page must be read to be hashed, so it comes as it is; over the loopback address nothing is lost by it.
        plain = scope if scope.get("path", "").startswith(("/static/", "/jupyter/")) else {**scope, "headers": given}
        start: Message = {}
        body: list[bytes] = []

        async def sealed(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                if not _is_page(message):
                    await send(_with_headers(message, policy(host)))
                return
            if not _is_page(start):
                await send(message)
                return
            body.append(message.get("body", b""))
            if not message.get("more_body"):
                page = b"".join(body)
                await send(_with_headers(start, policy(host, hashes(page))))
                await send({"type": "http.response.body", "body": page})

        await self.app(plain, receive, sealed)


def _is_page(start: Message) -> bool:
    headers = dict(start["headers"])
    return headers.get(b"content-type", b"").startswith(b"text/html") and b"content-encoding" not in headers


def _with_headers(start: Message, said: str) -> Message:
    headers = [*start["headers"], (b"content-security-policy", said.encode("latin-1")), *HEADERS]
    return {**start, "headers": headers}
