"""Requests that are accepted, the port, and the limit on sessions."""

from contextlib import closing

import pytest

from sim.dashboard.server import serve
from sim.dashboard.server.request_filter import forbidden_reason, is_unknown_page
from sim.dashboard.session.session_limit import SessionLimit
from sim.scenario.errors import ScenarioError


@pytest.mark.parametrize(
    ("headers", "path", "forbidden"),
    [
        ({b"host": b"127.0.0.1:8765"}, "/", False),
        ({b"host": b"localhost:8765", b"origin": b"http://localhost:8765"}, "/", False),
        ({b"host": b"evil.example"}, "/", True),
        ({b"host": b"127.0.0.1.evil.example"}, "/", True),
        ({b"host": b"127.0.0.1:8765", b"origin": b"http://evil.example"}, "/", True),
        ({b"host": b"127.0.0.1:8765", b"origin": b"http://127.0.0.1:9999"}, "/", True),
        ({b"host": b"127.0.0.1:8765", b"origin": b"null"}, "/", True),
        ({b"host": b"[::1"}, "/", True),
        ({b"host": b"localhost"}, "/", False),
        ({b"host": b"127.0.0.1:8765; script-src *"}, "/", True),
        ({b"host": b"evil@127.0.0.1:8765"}, "/", True),
        ({b"host": b"127.0.0.1:8765\xff"}, "/", True),
        ({}, "/", True),
        ({b"host": b"127.0.0.1:8765"}, "/resourcez", True),
    ],
)
def test_only_own_pages_are_served(headers: dict[bytes, bytes], path: str, forbidden: bool) -> None:
    assert bool(forbidden_reason(headers, path)) is forbidden


@pytest.mark.parametrize(
    ("path", "unknown"), [("/", False), ("/sweeps/", False), ("/sweeps/old", True), ("/live", True)]
)
def test_an_unknown_page_is_answered_with_the_list_of_pages(path: str, unknown: bool) -> None:
    assert is_unknown_page({b"accept": b"text/html,*/*"}, path) is unknown
    assert not is_unknown_page({b"accept": b"*/*"}, path), "a resource of a page"
    assert not is_unknown_page({b"accept": b"text/html"}, "/static/main.js")


def test_a_port_in_use_is_reported_before_anything_slow() -> None:
    with closing(serve.open_listener(0)) as first, pytest.raises(ScenarioError, match="already in use; choose another"):
        serve.open_listener(first.getsockname()[1])


def test_sessions_are_limited_and_make_room_when_they_end() -> None:
    limit = SessionLimit(2)
    assert [limit.acquire(session) for session in ("a", "b", "a", "c")] == [True, True, True, False]
    limit.release("a")
    assert limit.acquire("c")
    assert limit.active == 2
