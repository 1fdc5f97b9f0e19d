"""The server: Solara behind a guard, on the loopback address, without telemetry and without a network."""

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
#: Read by Solara when it is imported. A tab that dies without a word is forgotten after `cull_timeout`.
SETTINGS = {
    "SOLARA_APP": "sim.dashboard.app",
    "SOLARA_MODE": "production",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false",
    "SOLARA_THEME_SHOW_BANNER": "false",
    "SOLARA_THEME_TITLE": "Safe Conduct",
    "SOLARA_THEME_VARIANT": "light",  # its page has no root for "auto"; the application asks the browser instead
    "SOLARA_SESSION_HTTPS_ONLY": "false",
    "SOLARA_ASSETS_CDN": "http://127.0.0.1:9",  # what is not installed is missing, and nobody is asked for it
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "false",
}
LARGEST_MESSAGE = 1 << 20  # bytes that a page sends at once; what it is sent may be longer
GRACE_S = 2  # for open pages, after Ctrl-C
CULL = "SOLARA_KERNEL_CULL_TIMEOUT", "2m"


def serve(scenario: str, port: int, browse: bool, results: Path, sessions: int, load_model: Callable[[], None]) -> None:
    """Serve until Ctrl-C. Prints one line with the address when pages can be asked for."""
    with listening(port) as listener:
        load_model()
        _set_up(scenario, results, sessions)
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
            ws_max_size=LARGEST_MESSAGE,
        )
        server = uvicorn.Server(config)
        threading.Thread(target=_tell, args=(server, address, browse), daemon=True).start()
        with contextlib.suppress(KeyboardInterrupt):  # uvicorn raises it again once it has stopped
            server.run(sockets=[listener])
    from sim.dashboard.sweeps import sweep_processes

    sweep_processes.stop_all()


def listening(port: int) -> socket.socket:
    """A socket on the port, taken before anything slow."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen()  # now: a port that is only bound can be bound a second time
    except OSError as error:
        listener.close()
        why = (error.strerror or str(error)).lower()
        raise ScenarioError(f"--port {port}: {why}; choose another, or 0 for any that is free") from None
    return listener


def _set_up(scenario: str, results: Path, sessions: int) -> None:
    from sim.dashboard import server_state
    from sim.dashboard.session.session_limit import SESSIONS

    os.environ.update(SETTINGS)
    warnings.filterwarnings("ignore", "Cookies with samesite")  # they are of this machine only
    os.environ.setdefault(*CULL)
    server_state.scenario, server_state.results = scenario, results
    SESSIONS.limit = sessions


def _tell(server: "uvicorn.Server", address: str, browse: bool) -> None:
    """Say the address once pages can be asked for."""
    while not server.started:
        if server.should_exit:
            return
        time.sleep(0.05)
    sys.stdout.write(f"Safe Conduct: {address}  (Ctrl-C stops it)\n")
    sys.stdout.flush()
    if browse:
        webbrowser.open(address)
