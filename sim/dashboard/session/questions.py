"""What a session has asked in the background: its fork over many seeds, and why its sieges ended as they did."""

import threading
import time
from collections.abc import Callable

import solara

from sim.dashboard.session.fork_seeds import ForkSeeds, SeedsView
from sim.dashboard.session.why_question import WhyAnswer, WhyView

#: Seconds without a sign of the page after which nobody is looking; a page in sight gives one every four.
UNSEEN_S, LOOK_S = 15.0, 3.0


class Questions:
    """Background commands of one session. They pause while nobody looks at their page.

    `wake` is called when there is something new; then `publish` is due, in the thread that updates the page, as Solara
    gives up on a page that several threads change at once.
    """

    def __init__(self, wake: Callable[[], object]) -> None:
        self.seeds_view: solara.Reactive[SeedsView] = solara.reactive(SeedsView())
        self.why_view: solara.Reactive[WhyView] = solara.reactive(WhyView())
        self.seeds = ForkSeeds(lambda view: wake())
        self.why = WhyAnswer(lambda view: wake())
        self._seen = time.monotonic()
        self._closed = threading.Event()
        self._watcher: threading.Thread | None = None

    def publish(self) -> None:
        """Give the page what is new."""
        self.seeds_view.set(self.seeds.view)
        self.why_view.set(self.why.view)

    def seen(self, *_: object) -> None:
        """The page is in sight."""
        self._seen = time.monotonic()
        self._rest(False)
        if self._watcher is None:
            self._watcher = threading.Thread(target=self._watch, name="unseen questions", daemon=True)
            self._watcher.start()

    def unseen(self, *_: object) -> None:
        """The page is out of sight: another tab is in front, or another page is shown."""
        self._rest(True)

    def close(self) -> None:
        """Stop everything."""
        self._closed.set()
        self.seeds.close()
        self.why.close()

    def _rest(self, rest: bool) -> None:
        self.seeds.pause(rest)
        self.why.pause(rest)

    def _watch(self) -> None:
        while not self._closed.wait(LOOK_S):
            if time.monotonic() - self._seen > UNSEEN_S:
                self._rest(True)
