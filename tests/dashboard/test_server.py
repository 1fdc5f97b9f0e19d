"""Responses of the server: security headers, and how it rejects requests and messages that no page sends."""

import http.client
import json
from typing import Any

import pytest
from page_actions import live
from running_dashboard import Served, Tabs
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import connect

from sim.dashboard.server.request_filter import RequestFilter
from sim.dashboard.server.security_headers import hashes

Answer = tuple[int, dict[str, str], bytes]


def ask(server: Served, target: str, method: str = "GET", **headers: str) -> Answer:
    """Status, headers and body of a response; the target is sent as it is."""
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=20)
    connection.putrequest(method, target, skip_host="host" in headers)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    response = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    connection.close()
    return response


def directives(policy: str) -> dict[str, list[str]]:
    return {words[0]: words[1:] for words in (part.split() for part in policy.split(";"))}


@pytest.mark.parametrize(
    ("target", "status", "headers"),
    [
        ("/", 200, {"accept_encoding": "gzip"}),
        ("/sweeps", 200, {}),
        ("/static/main-vuetify.js", 200, {"accept_encoding": "gzip"}),
        ("/static/assets/favicon.svg", 200, {}),
        ("/readyz", 200, {}),
        ("/nowhere", 404, {"accept": "text/html"}),
        ("/static/nowhere.js", 404, {}),
        ("/", 403, {"host": "evil.example"}),
        ("/static/%00", 400, {}),
    ],
)
def test_every_response_has_security_headers(server: Served, target: str, status: int, headers: dict[str, str]) -> None:
    returned, given, body = ask(server, target, **headers)
    assert returned == status
    policy = directives(given["content-security-policy"])
    assert (
        policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == ["'none'"]
    )
    inline = [one for one in policy["script-src"] if one.startswith("'sha256-")]
    assert [one for one in policy["script-src"] if one not in inline] == ["'self'", "'unsafe-eval'", "blob:"]
    assert inline == (hashes(body) if status == 200 and given["content-type"].startswith("text/html") else [])
    assert not any("//" in one for name, sources in policy.items() if name != "connect-src" for one in sources)
    assert given["x-content-type-options"] == "nosniff"
    assert given["referrer-policy"] == "no-referrer"


def test_an_injected_inline_script_does_not_run(tabs: Tabs) -> None:
    page = live(tabs.open())
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=/nothing.png onerror=\"window.ran = 1\">')")
    page.evaluate("""() => { const made = document.createElement('script'); made.textContent = 'window.ran = 2';
      document.body.append(made); const link = document.createElement('a'); link.href = 'javascript:window.ran = 3';
      document.body.append(link); link.click(); }""")
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") is None
    refused = [error for error in tabs.errors if "Content Security Policy" in error]
    assert len(refused) >= 3
    tabs.errors.clear()


@pytest.mark.parametrize(
    ("method", "target", "status", "headers"),
    [
        ("GET", "/static/%00", 400, {}),
        ("GET", "/static/assets/a%00b", 400, {}),
        ("GET", "/jupyter/nbextensions/%00", 400, {}),
        ("GET", "/static/" + 300 * "a", 404, {}),
        ("GET", "/static/%ff%zz", 404, {}),
        ("GET", "/static/../../server.py", 404, {}),
        ("GET", "/static/nowhere", 404, {}),
        ("POST", "/_solara/api/close/abc", 400, {}),
        ("POST", "/_solara/api/close/abc?session_id=a", 200, {}),
        ("POST", "/", 405, {"content_length": "0"}),
        ("TRACE", "/static/main-vuetify.js", 405, {}),
        ("GET", "/", 200, {"cookie": ';;=;solara-session-id="\\012\\377;'}),
        ("GET", "/", 200, {"x_filler": 60_000 * "a"}),
        ("GET", "/static/main-vuetify.js", 400, {"range": "bytes=x-y"}),
    ],
)
def test_a_malformed_request_is_rejected_without_a_traceback(
    server: Served, method: str, target: str, status: int, headers: dict[str, str]
) -> None:
    before = server.tracebacks()
    assert ask(server, target, method, **headers)[0] == status
    assert server.tracebacks() == before


def test_proxy_headers_are_ignored() -> None:
    received: list[Any] = []

    async def app(scope: Any, *_: Any) -> None:
        received.extend(scope["headers"])

    sent = [(b"host", b"localhost"), (b"x-script-name", b"/evil"), (b"x-forwarded-host", b"evil"), (b"accept", b"*/*")]
    scope = {"type": "http", "path": "/", "query_string": b"", "headers": sent}
    with pytest.raises(StopIteration):  # it awaits nothing; a loop runs already where a browser does
        RequestFilter(app)(scope, None, None).send(None)  # type: ignore[arg-type,union-attr]
    assert received == [(b"host", b"localhost"), (b"accept", b"*/*")]


def socket(server: Served, path: str) -> Any:
    return connect(server.url.replace("http", "ws", 1) + path, open_timeout=20)


@pytest.mark.parametrize(
    "path",
    [
        "/jupyter/api/kernels/a/channels",
        "/jupyter/api/kernels/a/channels?session_id=",
        "/static/main-vuetify.js?session_id=a",
        "/",
        "/jupyter/api/kernels/%00/channels?session_id=a",
    ],
)
def test_a_web_socket_of_no_page_is_rejected(server: Served, path: str) -> None:
    before = server.tracebacks()
    with pytest.raises(InvalidStatus, match="403"), socket(server, path):
        pass
    assert server.tracebacks() == before


HEADER = {"msg_type": "comm_msg", "msg_id": "1", "session": "a", "username": "", "version": "5.2"}


@pytest.mark.parametrize(
    "message",
    ["hello", "[1]", "{}", 5000 * "[", b"", b"\0\1", b"\xff\xff\xff\x7f" + 99 * b"x",
     json.dumps({"header": HEADER, "channel": "shell", "content": {}}),
     json.dumps({"header": HEADER | {"msg_type": 5}, "channel": "shell", "content": {}})],
)  # fmt: skip
def test_a_malformed_message_closes_its_web_socket(
    server: Served, message: str | bytes, request: pytest.FixtureRequest
) -> None:
    before = server.tracebacks()
    name = abs(hash(request.node.name))
    with socket(server, f"/jupyter/api/kernels/{name}/channels?session_id=a") as made:
        made.send(message)
        with pytest.raises(ConnectionClosedError, match="1007"):
            list(made)
    assert server.tracebacks() == before


def test_messages_are_not_compressed(server: Served) -> None:
    """A frame of a large map took 17 ms to compress, as long as everything else together."""
    with socket(server, "/jupyter/api/kernels/plain/channels?session_id=a") as made:
        assert made.response is not None
        assert "Sec-WebSocket-Extensions" not in made.response.headers
