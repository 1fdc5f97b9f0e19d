"""A running dashboard, and browser tabs on it."""

import subprocess
from pathlib import Path
from typing import Any

#: Limit on sessions of the server.
SESSIONS = 3
#: Longest wait for anything on a page, ms.
WAIT_MS = 60_000


class Served:
    """A running dashboard."""

    def __init__(self, process: "subprocess.Popen[str]", url: str, results: Path, scenario: Path, log: Path) -> None:
        self.process, self.url, self.results, self.scenario, self.log = process, url, results, scenario, log

    def tracebacks(self) -> int:
        """Number of tracebacks in its log."""
        return self.log.read_text().count("Traceback")


class Tabs:
    """Browser tabs of one test. Requests to other servers and errors are recorded.

    The first tab of a test is opened in a context that all tests share: its cache spares loading the application anew.
    """

    def __init__(self, chromium: Any, shared: Any, server: Served) -> None:
        self.chromium, self.shared, self.server = chromium, shared, server
        self.contexts: list[Any] = []
        self.pages: list[Any] = []
        self.outside: list[str] = []
        self.errors: list[str] = []

    def open(self, path: str = "/", width: int = 1400, height: int = 950, **more: Any) -> Any:
        """A tab on a page of the dashboard; in a browser context of its own if it has options or is not the first."""
        size, scheme = {"width": width, "height": height}, more.pop("color_scheme", "light")
        if more or self.pages:
            context = self.chromium.new_context(viewport=size, color_scheme=scheme, **more)
            context.set_default_timeout(WAIT_MS)
            self.contexts.append(context)
            page = self._new_page(context)
        else:
            page = self._new_page(self.shared)
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
        page.goto(self.server.url + path)
        return page

    def open_at_once(self, number: int) -> list[Any]:
        """Tabs in one context, which load side by side."""
        context = self.chromium.new_context(viewport={"width": 800, "height": 600})
        context.set_default_timeout(WAIT_MS)
        self.contexts.append(context)
        pages = [self._new_page(context) for _ in range(number)]
        for page in pages:
            page.goto(self.server.url, wait_until="commit")
        return pages

    def _new_page(self, context: Any) -> Any:
        page = context.new_page()
        self.pages.append(page)
        page.on("request", lambda request: self._asked(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._record_console_error)
        return page

    def _record_console_error(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def _asked(self, url: str) -> None:
        if not url.startswith((self.server.url, self.server.url.replace("http", "ws", 1), "data:", "blob:")):
            self.outside.append(url)

    def close(self) -> None:
        """Close all of them; nothing is left behind for the next test."""
        for page in self.shared.pages:
            page.evaluate("localStorage.clear()")
            page.close()
        for context in self.contexts:
            context.close()
