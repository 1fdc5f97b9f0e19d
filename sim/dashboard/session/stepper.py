"""The clockwork under a runner: a thread that lets days pass, and carries out between two days what it is asked."""

import queue
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol, TypeVar

from sim.dashboard.live.view_model import SiegeView
from sim.dashboard.session.watched_run import WatchedRun
from sim.dashboard.session.watched_runs import AnyRun
from sim.scenario.errors import ScenarioError

Result = TypeVar("Result")
PAUSED, PLAYING, HELD, FAILED, CLOSED = "paused", "playing", "held", "failed", "closed"
BREATH_S = 0.002  # between two days at full speed: without it small sieges let half as many pictures through
NEWS_S = 0.4  # between two accounts to the page while it plays
#: A page that paints nothing for so long is not looked at; the siege waits for it.
HOLD_S = 10.0


class Display(Protocol):
    """Where pictures of a siege go; it says when it has painted the last one."""

    ready: bool
    sent: float  # when the last frame went, by the monotonic clock

    def show(self, run: WatchedRun) -> None:
        """Paint the siege as it stands."""
        ...


class SessionView(NamedTuple):
    """What a page may know, made between two days and never changed."""

    state: str
    runs: tuple[SiegeView, ...]
    error: str
    forked_day: int  # -1: not forked
    waiting: tuple[str, ...]  # parameters that wait for a new start
    rate: float  # days a second of late
    version: int


class Stepper:
    """State machine: paused, playing, held (nobody looks), failed, closed."""

    def __init__(self, run: AnyRun) -> None:
        self.runs: list[AnyRun] = [run]
        self.screens: dict[int, Display] = {}
        self.speed = 10
        self.error, self.forked_day = "", -1
        self.waiting: dict[str, Any] = {}
        self.state = PAUSED
        self._asked: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._wake = threading.Event()
        self.news = threading.Event()
        self._next, self._told_at, self._rate = 0.0, 0.0, 0.0
        self._painted: dict[int, tuple[int, int]] = {}
        self._version = 0
        self.told = self._tell()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to listen."""
        self._thread = threading.Thread(target=self._live, name="siege", daemon=True)
        self._thread.start()

    def look(self, number: int, screen: Display | None) -> None:
        """Paint run `number` on a screen from now on, or no more."""

        def attach() -> None:
            self._painted.pop(number, None)
            if screen is None:
                self.screens.pop(number, None)
            else:
                self.screens[number] = screen

        self._ask(attach)

    def painted(self) -> None:
        """A screen is free again."""
        self._wake.set()

    def ask(self, question: Callable[[list[AnyRun]], Result]) -> Result:
        """Read something of the sieges between two days."""
        return self._ask(lambda: question(self.runs))

    def close(self) -> None:
        """Stop for good and let everything go."""
        if self.state == CLOSED:
            return
        self.state = CLOSED
        self._wake.set()
        self.news.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout=5)
        for run in self.runs:
            run.close()
        self.runs, self.screens = [], {}

    def _ask(self, command: Callable[[], Result]) -> Result:
        """Carry out between two days, in the siege's own thread; what it raises is raised here."""
        if self._thread is None or threading.current_thread() is self._thread:
            result = command()
            self._publish()
            return result
        done = threading.Event()
        said: list[Any] = []

        def carry_out() -> None:
            try:
                said.append(command())
            except Exception as error:
                said.append(error)
            self._publish()
            done.set()

        self._asked.put(carry_out)
        self._wake.set()
        while not done.wait(0.5):
            if self.state == CLOSED or not self._thread.is_alive():
                raise ScenarioError("this siege is closed")
        if isinstance(said[0], Exception):
            raise said[0]
        return said[0]

    def _live(self) -> None:
        while self.state != CLOSED:
            self._wake.clear()
            while not self._asked.empty():
                self._asked.get()()
            self._guarded(self._turn)
            if self.state == CLOSED:
                return
            self._wake.wait(self._rest())

    def _guarded(self, deed: Callable[[], None]) -> None:
        """An error in a step becomes words on the page; the other tabs have threads of their own."""
        try:
            deed()
        except Exception as error:
            if self.state == CLOSED:
                return
            self.error = (
                f"A day could not be carried out: {type(error).__name__}: {error}. This is a defect of Safe Conduct, "
                "not of what you chose; Reset begins anew."
            )
            self.trace = traceback.format_exc()
            self.state = FAILED
            self._publish()

    def _turn(self) -> None:
        now = time.monotonic()
        if self.state in (PLAYING, HELD):
            asleep = any(not s.ready and now - s.sent > HOLD_S for s in self.screens.values())
            if asleep != (self.state == HELD):
                self._set(HELD if asleep else PLAYING)
                self._publish()
        if self.state == PLAYING and now >= self._next:
            self._next = max(self._next, now - 0.5) + 1.0 / self.speed if self.speed else now
            self._step()
        self._paint()
        if self.state == PLAYING and now - self._told_at > NEWS_S:
            self._publish()

    def _rest(self) -> float | None:
        """How long nothing is due."""
        if self.state == PLAYING:
            return max(BREATH_S, self._next - time.monotonic()) if self.speed else BREATH_S
        return 1.0 if self.state == HELD or self._unpainted() else None

    def _step(self) -> None:
        before = time.monotonic()
        for run in self.runs:
            if not run.over:
                run.step()
        self._rate += 0.1 * (1.0 / max(1e-6, time.monotonic() - before) - self._rate)
        if all(run.over for run in self.runs):
            self._set(PAUSED)
            self._publish()

    def _paint(self) -> None:
        for number, screen in list(self.screens.items()):
            if number < len(self.runs) and screen.ready:
                run = self.runs[number].here
                stamp = id(run.siege), run.siege.day
                if self._painted.get(number) != stamp:
                    screen.show(run)
                    self._painted[number] = stamp

    def _unpainted(self) -> bool:
        return any(
            number < len(self.runs)
            and self._painted.get(number) != (id(self.runs[number].here.siege), self.runs[number].here.day)
            for number in self.screens
        )

    def _set(self, state: str) -> None:
        if self.state in (CLOSED, FAILED) or (state == PLAYING and all(run.over for run in self.runs)):
            return
        if state == PLAYING and self.state != PLAYING:
            self._next = time.monotonic()
        self.state = state

    def _put(self, runs: list[AnyRun], forked_day: int) -> None:
        for run in self.runs:
            if run not in runs:
                run.close()
        if forked_day < 0 and len(runs) == 1 and runs[0] not in self.runs:
            self.state, self.error = PAUSED, ""
        self.runs, self.forked_day = runs, forked_day
        self._painted.clear()

    def _publish(self) -> None:
        if self.state == CLOSED:
            return
        self._told_at = time.monotonic()
        self.told = self._tell()
        self.news.set()

    def _tell(self) -> SessionView:
        self._version += 1
        return SessionView(
            self.state,
            tuple(run.told() for run in self.runs),
            self.error,
            self.forked_day,
            tuple(self.waiting),
            self._rate,
            self._version,
        )
