"""Security headers of every response: what a page may load and run."""

import base64
import hashlib
import re
from collections.abc import Iterable

from sim.dashboard.server.asgi import App, Message, Receive, Scope, Send

#: Beside the Content-Security-Policy: no guessing of content types, no referrer, and no window or document of another
#: origin in the same process.
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
SCRIPT = re.compile(rb"<script([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)


def content_security_policy(host: str, scripts: Iterable[str] = ()) -> str:
    """The Content-Security-Policy of a response; `scripts` are the hashes of the inline scripts that may run.

    Everything that is not listed is forbidden. Why each directive is as wide as it is:

    - script-src: the only inline scripts that run are those that the server has just written into the page; no
      `onerror=` or other inline handler runs. 'unsafe-eval' is required by Vue, which compiles templates in the browser
      with `new Function`. `blob:` is required by anywidget, which imports map.js from a blob; only a running script can
      create one, so injected markup gains nothing.
    - style-src: 'unsafe-inline' is required by ipyvue and Vuetify, which add <style> elements as components load, and
      by the tooltips of ECharts, which use style attributes. A style cannot load anything from another origin.
    - img-src and font-src: figures of a comparison and fonts in Solara's style sheet are data URLs.
    - connect-src: the web socket is named in full, for browsers in which 'self' covers http only.
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
    """Hashes of the inline scripts of a page, in order, as sources of a Content-Security-Policy."""
    inline = (code for attributes, code in SCRIPT.findall(page) if b"src=" not in attributes)
    digests = (hashlib.sha256(code).digest() for code in inline)
    return list(dict.fromkeys(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests))


class SecurityHeaders:
    """Adds the headers to every response.

    The scripts that may run are those in the page as the server made it, so no list must follow Solara's changes.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        uncompressed = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        host = dict(uncompressed).get(b"host", b"").decode("latin-1")
        # A page must be uncompressed to be hashed; over the loopback address compression would save nothing.
        static = scope.get("path", "").startswith(("/static/", "/jupyter/"))
        start: Message = {}
        body: list[bytes] = []

        async def with_headers(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                if not _is_page(message):
                    await send(_with_headers(message, content_security_policy(host)))
                return
            if not _is_page(start):
                await send(message)
                return
            body.append(message.get("body", b""))
            if not message.get("more_body"):
                page = b"".join(body)
                await send(_with_headers(start, content_security_policy(host, hashes(page))))
                await send({"type": "http.response.body", "body": page})

        await self.app(scope if static else {**scope, "headers": uncompressed}, receive, with_headers)


def _is_page(start: Message) -> bool:
    headers = dict(start["headers"])
    return headers.get(b"content-type", b"").startswith(b"text/html") and b"content-encoding" not in headers


def _with_headers(start: Message, policy: str) -> Message:
    headers = [*start["headers"], (b"content-security-policy", policy.encode("latin-1")), *HEADERS]
    return {**start, "headers": headers}
