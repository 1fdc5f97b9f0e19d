"""The server: Solara behind request filters, on the loopback address only, without telemetry."""

import contextlib
import os
import socket
import sys
import threading
import time
import warnings
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sim.scenario.errors import ScenarioError

if TYPE_CHECKING:
    import uvicorn

HOST = "127.0.0.1"
#: Read by Solara when it is imported.
SETTINGS = {
    "SOLARA_APP": "sim.dashboard.app",
    "SOLARA_MODE": "production",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false",
    "SOLARA_THEME_SHOW_BANNER": "false",
    "SOLARA_THEME_TITLE": "Safe Conduct",
    "SOLARA_THEME_VARIANT": "light",  # its page does not support "auto"; the application asks the browser instead
    "SOLARA_SESSION_HTTPS_ONLY": "false",
    "SOLARA_ASSETS_CDN": "http://127.0.0.1:9",  # an asset that is not installed is missing; it is never downloaded
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "false",
}
MAX_MESSAGE = 1 << 20  # bytes in a message from a page; messages to a page can be longer
GRACE_S = 2  # for open pages, after Ctrl-C
#: How long the session of a browser tab that vanished without closing is kept.
CULL = "SOLARA_KERNEL_CULL_TIMEOUT", "2m"


def serve(scenario: str, port: int, browse: bool, results: Path, sessions: int, load_model: Callable[[], None]) -> None:
    """Serve until Ctrl-C; prints one line with the address once the server accepts requests.

    Raises ScenarioError where the port is not available.
    """
    with open_listener(port) as listener:
        load_model()
        _configure(scenario, results, sessions)
        import uvicorn
        from solara.server.starlette import app

        from sim.dashboard.server.request_filter import RequestFilter
        from sim.dashboard.server.security_headers import SecurityHeaders
        from sim.dashboard.server.websocket_filter import WebSocketFilter

        address = f"http://{HOST}:{listener.getsockname()[1]}"
        config = uvicorn.Config(
            SecurityHeaders(RequestFilter(WebSocketFilter(app))),
            access_log=False,
            log_level="error",
            loop="asyncio",
            timeout_graceful_shutdown=GRACE_S,
            proxy_headers=False,
            server_header=False,
            ws_max_size=MAX_MESSAGE,
            ws_per_message_deflate=False,  # the browser is on this machine: compressing costs more than sending
        )
        server = uvicorn.Server(config)
        threading.Thread(target=_announce, args=(server, address, browse), daemon=True).start()
        with contextlib.suppress(KeyboardInterrupt):  # raised again by uvicorn once it has stopped
            server.run(sockets=[listener])
    from sim.dashboard.session import background_command
    from sim.dashboard.sweeps import sweep_processes

    background_command.stop_all()
    sweep_processes.stop_all()


def open_listener(port: int) -> socket.socket:
    """A socket that listens on the port, opened before anything slow.

    Raises ScenarioError where the port is not available.
    """
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen()  # a port that is bound but not listening can be bound again
    except OSError as error:
        listener.close()
        why = (error.strerror or str(error)).lower()
        raise ScenarioError(f"--port {port}: {why}; choose another port, or 0 for any free one") from None
    return listener


def _configure(scenario: str, results: Path, sessions: int) -> None:
    from sim.dashboard import server_state
    from sim.dashboard.session.session_limit import SESSIONS

    os.environ.update(SETTINGS)
    warnings.filterwarnings("ignore", "Cookies with samesite")  # cookies stay on this machine
    os.environ.setdefault(*CULL)
    server_state.scenario, server_state.results = scenario, results
    SESSIONS.limit = sessions


def _announce(server: "uvicorn.Server", address: str, browse: bool) -> None:
    """Print the address once the server accepts requests, and open it in the browser if asked to."""
    while not server.started:
        if server.should_exit:
            return
        time.sleep(0.05)
    sys.stdout.write(f"Safe Conduct: {address}  (press Ctrl-C to stop)\n")
    sys.stdout.flush()
    if browse:
        webbrowser.open(address)
