"""The stepper: a thread that simulates the runs of a session day by day, and serves requests between two days."""

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeVar

from sim.dashboard.live.kept_frames import KeptFrame
from sim.dashboard.live.map_frames import MapEncoder
from sim.dashboard.live.recent_marks import RecentMarks
from sim.dashboard.live.view_model import SiegeView
from sim.dashboard.run_setup import RunSetup
from sim.dashboard.session.watched_run import WatchedRun
from sim.dashboard.session.watched_runs import AnyRun
from sim.scenario.errors import ScenarioError
from sim.scenario.schema import Scenario
from sim.state.siege import Siege

Result = TypeVar("Result")
PAUSED, PLAYING, REPLAYING, SUSPENDED, FAILED, CLOSED = (
    "paused", "playing", "replaying", "suspended", "failed", "closed",
)  # fmt: skip
#: How long days are replayed between two looks at what was asked for meanwhile.
REPLAY_S = 0.05
YIELD_S = 0.002  # between two days at full speed: without it small sieges let only half as many frames through
PUBLISH_S = 0.4  # between two updates of the page while it plays
#: A page that paints nothing for this long is not being looked at; the run is suspended until it paints again.
SUSPEND_S = 10.0


class Display(Protocol):
    """Where frames of a siege are shown; it says when it has painted the last one."""

    ready: bool
    sent: float  # when the last frame was sent, by the monotonic clock

    def show(self, siege: Siege, encoder: MapEncoder, marks: RecentMarks, kept: KeptFrame | None = None) -> None:
        """Show the siege as it stands, with its marks of the last days, or as it was when a frame was kept."""
        ...


class Replay(NamedTuple):
    """Days that are simulated again, as fast as possible, to come back to a day."""

    until: int  # day of the clock
    then: str  # state afterwards
    fork_day: int = -1  # on which the counterfactual run branches off; -1: none, or done
    alternative: Any = None  # its setup


@dataclass(frozen=True)
class SessionView:
    """What a page shows of a session. Made between two days and never changed.

    No tuple: each rendering looks for elements in every tuple and list that a component is given, day after day here.
    """

    state: str
    runs: tuple[SiegeView, ...]  # one, or the factual and the counterfactual run of a fork
    error: str
    forked_day: int  # -1: not forked
    pending: tuple[str, ...]  # parameters whose new value counts after a restart
    version: int
    setups: tuple[RunSetup, ...] = ()  # of each run, as written
    until: int = -1  # day to which the runs are being replayed; -1: none
    origin: Any = None  # where the siege comes from
    seed: int = 1
    watched: str = ""  # the siege of a theatre that is shown
    shown_day: int | None = None  # the past day whose evening is shown; None: today
    next_setup: Any = None  # of the next start


class Stepper:
    """A state machine: paused, playing, replaying, suspended (nobody is looking), failed, closed."""

    def __init__(self, run: AnyRun) -> None:
        self.runs: list[AnyRun] = [run]
        self.displays: dict[int, Display] = {}
        self.speed = 10
        self.error, self.forked_day = "", -1
        self.pending: dict[str, Any] = {}
        self.state = PAUSED
        self._replay: Replay | None = None
        self.shown_day: int | None = None  # whose kept frame the displays show; None: today
        self.changed = threading.Event()  # the view is newer than the page
        self.turned = threading.Event()  # it has another state, which the page shows without delay
        self._requests: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._wake = threading.Event()
        self._next_day_at, self._published_at = 0.0, 0.0
        self._shown: dict[int, tuple[int, int, bool]] = {}
        self._version = 0
        self.view = self._current_view()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread."""
        self._thread = threading.Thread(target=self._loop, name="stepper", daemon=True)
        self._thread.start()

    def attach_display(self, index: int, display: Display | None) -> None:
        """Show run `index` on a display from now on, or on none."""

        def attach() -> None:
            self._shown.pop(index, None)
            if display is None:
                self.displays.pop(index, None)
            else:
                self.displays[index] = display

        self._call(attach)

    def display_ready(self) -> None:
        """A display has painted its last frame."""
        self._wake.set()

    def repaint(self) -> None:
        """Send the frames of the day again, since something beside the siege has changed."""
        self._call(self._shown.clear)

    def read(self, query: Callable[[list[AnyRun]], Result]) -> Result:
        """What `query` returns for the runs, between two days.

        Raises whatever `query` raises, and ScenarioError where the session is closed.
        """
        return self._call(lambda: query(self.runs), publish=False)

    def close(self) -> None:
        """Stop for good and release everything."""
        if self.state == CLOSED:
            return
        self.state = CLOSED
        self._wake.set()
        self.turned.set()
        self.changed.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout=5)
        for run in self.runs:
            run.close()
        self.runs, self.displays = [], {}

    def _call(self, request: Callable[[], Result], publish: bool = True) -> Result:
        """Run a request between two days, in the stepper's own thread; what it raises is raised here.

        What only reads does not publish: a page that reads while it is rendered would be rendered again and again.
        """
        if self._thread is None or threading.current_thread() is self._thread:
            result = request()
            if publish:
                self._publish()
            return result
        done = threading.Event()
        results: list[Any] = []

        def serve() -> None:
            try:
                results.append(request())
            except Exception as error:
                results.append(error)
            if publish:
                self._publish()
            done.set()

        self._requests.put(serve)
        self._wake.set()
        while not done.wait(0.5):
            if self.state == CLOSED or not self._thread.is_alive():
                raise ScenarioError("this session is closed")
        if isinstance(results[0], Exception):
            raise results[0]
        return results[0]

    def _loop(self) -> None:
        while self.state != CLOSED:
            self._wake.clear()
            while not self._requests.empty():
                self._requests.get()()
            try:
                self._tick()
            except Exception as error:  # shown on the page; other sessions have threads of their own
                self._fail(error)
            if self.state == CLOSED:
                return
            self._wake.wait(self._idle_time())

    def _fail(self, error: Exception) -> None:
        if self.state == CLOSED:
            return
        self.error = (
            f"The simulation stopped with an internal error: {type(error).__name__}: {error}. This is a bug in "
            "Safe Conduct, not in your settings. Reset starts the siege again."
        )
        self.state = FAILED
        self._publish()

    def _tick(self) -> None:
        now = time.monotonic()
        if self.state in (PLAYING, SUSPENDED):
            unseen = any(not d.ready and now - d.sent > SUSPEND_S for d in self.displays.values())
            if unseen != (self.state == SUSPENDED):
                self._set_state(SUSPENDED if unseen else PLAYING)
                self._publish()
        if self.state == REPLAYING:
            self._replay_days(now + REPLAY_S)
        if self.state == PLAYING and now >= self._next_day_at:
            self._next_day_at = max(self._next_day_at, now - 0.5) + 1.0 / self.speed if self.speed else now
            self._step()
        if self.state != REPLAYING:
            self._send_frames()
        if self.state in (PLAYING, REPLAYING) and now - self._published_at > PUBLISH_S:
            self._publish()

    def _idle_time(self) -> float | None:
        """Seconds until something is due; None: until a request comes."""
        if self.state == REPLAYING:
            return 0.0
        if self.state == PLAYING:
            return max(YIELD_S, self._next_day_at - time.monotonic()) if self.speed else YIELD_S
        return 1.0 if self.state == SUSPENDED or self._frames_due() else None

    def _step(self) -> None:
        for run in self.runs:
            if not run.over:
                run.step()
        if all(run.over for run in self.runs):
            self._set_state(PAUSED)
            self._publish()

    def _replay_days(self, deadline: float) -> None:
        """Simulate days of a replay until the deadline; each run stops on the day, or where it ends."""
        replay = self._replay
        while replay is not None and time.monotonic() < deadline:
            if len(self.runs) == 1 and replay.fork_day >= 0 and (self.runs[0].day >= replay.fork_day):
                self._branch(replay.alternative)
                replay = self._replay = replay._replace(fork_day=-1)
            behind = [run for run in self.runs if run.day < replay.until and not run.over]
            for run in behind:
                run.step()
            if not behind:
                self._end_replay()
                replay = None

    def _end_replay(self) -> None:
        if self._replay is not None:
            after, self._replay, self.state = self._replay.then, None, PAUSED
            self._set_state(after)
            self._publish()

    def _branch(self, alternative: RunSetup | None = None) -> None:
        """Fork the run today; `alternative` is the setup of the counterfactual run, the same where it is None."""
        run = self.runs[0]
        other = run.copy()
        if isinstance(alternative, Scenario):
            other.change_schedule(alternative)
        self._set_runs([run, other], run.day)

    def show_day(self, day: int | None) -> None:
        """Show the kept frame of a past day on the displays; None: today."""

        def show() -> None:
            self.shown_day = day

        self._call(show)

    def _send_frames(self) -> None:
        for index, display in list(self.displays.items()):
            if index < len(self.runs) and display.ready:
                run = self.runs[index].watched_run
                kept = self._kept_frame(run)
                stamp = self._stamp(run, kept)
                if self._shown.get(index) != stamp:
                    display.show(run.siege, run.encoder, run.marks, kept)
                    self._shown[index] = stamp

    def _kept_frame(self, run: WatchedRun) -> KeptFrame | None:
        """The frame that is shown of a run; None: the siege as it stands."""
        return None if self.shown_day is None else run.frames.at(self.shown_day)

    @staticmethod
    def _stamp(run: WatchedRun, kept: KeptFrame | None) -> tuple[int, int, bool]:
        return id(run.siege), run.siege.day if kept is None else kept.day, kept is None

    def _frames_due(self) -> bool:
        runs = {index: self.runs[index].watched_run for index in self.displays if index < len(self.runs)}
        return any(self._shown.get(index) != self._stamp(run, self._kept_frame(run)) for index, run in runs.items())

    def _set_state(self, state: str) -> None:
        if self.state in (CLOSED, FAILED) or (state == PLAYING and all(run.over for run in self.runs)):
            return
        if state == PLAYING and self.state != PLAYING:
            self._next_day_at = time.monotonic()
        if state != REPLAYING:
            self._replay = None
        self.state = state

    def _set_runs(self, runs: list[AnyRun], forked_day: int) -> None:
        for run in self.runs:
            if run not in runs:
                run.close()
        if not any(run in self.runs for run in runs):
            self.state, self.error, self._replay, self.shown_day = PAUSED, "", None, None
        self.runs, self.forked_day = runs, forked_day
        self._shown.clear()

    def _publish(self) -> None:
        if self.state == CLOSED:
            return
        self._published_at = time.monotonic()
        view = self._current_view()
        if self.state == CLOSED:
            return  # closed meanwhile: its runs are gone
        if view.state != self.view.state:
            self.turned.set()
        self.view = view
        self.changed.set()

    def _current_view(self) -> SessionView:
        self._version += 1
        return SessionView(
            self.state,
            tuple(run.view() for run in self.runs),
            self.error,
            self.forked_day,
            tuple(self.pending),
            self._version,
            tuple(run.written for run in self.runs),
            self._replay.until if self._replay else -1,
            shown_day=self.shown_day,
        )
