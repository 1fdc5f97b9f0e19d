"""One siege as a Mesa model: the day, in order."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import mesa

from sim.agents import (
    agreement,
    bargain,
    campaign,
    convoy,
    deadlines,
    endings,
    minds,
    parties,
    partners,
    publicity,
    reporting,
    schedule,
    skippable_days,
    talks,
    truce,
)
from sim.agents.lazy_siege import LazySiege, on_first_access
from sim.agents.people.registry import install
from sim.agents.people.views import Population
from sim.agents.reporting import Observer
from sim.kernels.day_engine import DayEngine
from sim.kernels.decision_round import is_due
from sim.kernels.fields import find_front
from sim.outcomes import DAILY
from sim.scenario.errors import ScenarioError
from sim.scenario.load import load_scenario
from sim.scenario.maps import map_of
from sim.scenario.numbers import MAX_THREADS, whole_number
from sim.scenario.schema import Scenario
from sim.scenario.seeds import NOT_GIVEN, integer_seed, own_seed
from sim.state.build import build
from sim.state.columns import Kind
from sim.state.day_inputs import kernel_params_of, party_params_of
from sim.state.siege import Siege


class SiegeModel(mesa.Model):
    """A siege that steps a day at a time; `siege` is its state, `agents` its people and parties, `seed` its seed."""

    scenario: ClassVar[Any] = None  # Mesa's own attribute writes into a scenario; ours is frozen

    # Until one of these is read, the siege may be ahead of the clock (`agents/lazy_siege.py`).
    siege: Siege = on_first_access()
    parties: dict[type, Any] = on_first_access()
    observers: tuple[Observer, ...] = on_first_access()
    engine: DayEngine = on_first_access()
    decision_days: float = on_first_access()
    _all_agents: Any = on_first_access()
    _agents_by_type: Any = on_first_access()

    def __init__(
        self,
        scenario: Scenario | str | Path = "baseline",
        *,
        seed: Any = NOT_GIVEN,
        rng: Any = NOT_GIVEN,
        threads: int = 1,
        siege: Siege | None = None,
        **overrides: Any,
    ) -> None:
        """Start a siege, or continue `siege`. Further keywords are dotted parameters, `**{"supply.food_days": 20}`.

        `seed`, or `rng` as Mesa calls it, is a whole number from 0 to 2**32 - 1, 1 if neither is given; None draws
        one, which `model.seed` holds. Raises ScenarioError for a seed, a scenario or an override that is not valid.
        """
        threads = whole_number("threads", threads, 1, MAX_THREADS)
        self.seed = integer_seed(seed, rng) if siege is None else own_seed(siege.seed, seed, rng)
        super().__init__(rng=self.seed)
        self._max_days, self._min_ration, self._skipped = 1, 0.0, 0  # see `advance`
        #: Called with the siege in the evening of each step, before the parties act.
        self.evening: Callable[[Siege], None] | None = None
        self._collector: Any = None
        if siege is not None:
            self.steps, self.running = siege.day, siege.ending is None
            self._take(siege, threads)
            return
        if isinstance(scenario, Scenario) and overrides:
            raise ScenarioError(
                f"{next(iter(overrides))}: a scenario already made takes no overrides; give its name or path"
            )
        chosen = scenario if isinstance(scenario, Scenario) else load_scenario(scenario, overrides)
        self._lazy = LazySiege(build(chosen, map_of(chosen), self.seed), SiegeModel, threads)
        self._registers = {name: vars(self).pop(name) for name in ("_all_agents", "_agents_by_type")}

    def materialize(self) -> None:
        """Build the siege as it stands today; from here on each step runs exactly one day."""
        if "siege" not in vars(self):
            vars(self).update(self._registers)
            self._take(self._lazy.materialize(), self._lazy.threads)
            del self._lazy, self._registers

    def _take(self, siege: Siege, threads: int) -> None:
        """Step this siege from now on."""
        self.siege = siege
        install(self, Population(siege.people, siege.layout, siege.shape.width, siege.shape.height))
        self.parties = parties.seat(self)
        self.observers = reporting.post(self)
        self._configure(threads)
        if siege.day == 0:
            minds.draw_hidden_types(siege)

    def _configure(self, threads: int) -> None:
        """Prepare everything that follows from the scenario, at the start and after its parameters have changed."""
        siege = self.siege
        if "engine" in vars(self):
            self.engine.close()
        siege.kernel_params, siege.party_params = kernel_params_of(siege.scenario), party_params_of(siege.scenario)
        siege.partners = partners.table_of(siege)
        self.engine = DayEngine(siege, threads)
        # The front line and the ways depend only on who holds what; they are computed again, also after a restore.
        # A copy of a live siege still carries the contact of the last tick, along the old line.
        siege.grid.risk[:] = 0.0
        siege.grid.contested[:] = 0
        siege.n_front = find_front(siege.grid, siege.shape.width)
        siege.line_moved = True
        self.decision_days = float(self.engine.site["decision_days"][0])
        self.engine.count()

    @property
    def datacollector(self) -> Any:
        """The DataCollector that a subclass has set, else one with the series of all days so far, made on each access.

        Its model variables are `seed`, `outcome` (None until the end) and the names of `sim.outcomes.DAILY`.
        """
        return self._collector if self._collector is not None else _collected(self)

    @datacollector.setter
    def datacollector(self, collector: Any) -> None:
        self._collector = collector

    def _wrapped_step(self) -> None:
        """A step by Mesa's clock. While the day is all that is scheduled its event is used again, not made anew."""
        events, clock = self._event_list._events, self._default_schedule
        if len(events) != 1 or events[0] is not clock._current_event or events[0].time != self.time + 1:
            super()._wrapped_step()
            return
        event = events.pop()
        self.time = event.time
        self._do_step()
        clock._execution_count += 1
        event.time += 1
        event.unique_id = next(event._ids)  # as a new event would: after those of its time that the day has scheduled
        self._event_list.add_event(event)

    def step(self) -> None:
        """One day in the siege, in order."""
        if "siege" not in vars(self) and self.evening is None:
            self.running = self._lazy.step()
            return
        siege = self.siege
        if schedule.morning(siege):  # before all else
            self._configure(self.engine.threads)
        talks.forbid(siege)  # first of the rest, since it may end a truce
        if siege.link.linked or siege.link.agreed:
            agreement.morning(siege)
        self._count()
        campaign.push(siege)  # before the day, which needs the axis
        if self._is_due():
            deadlines.judge(siege)
        result = self.engine.run(
            skippable_days.days(siege, self._max_days), self._min_ration, float(bargain.interval_days(siege))
        )
        self._skipped = result.finished
        if self.evening is not None:
            self.evening(siege)
        inputs = self._parties() if result.decided else None
        if siege.day <= siege.talks.truce_until:
            truce.keep(siege)
        convoy.travel(siege)
        self._count()
        endings.fates(siege, inputs, self.decision_days)
        self._count()
        if siege.ledger and siege.ledger[-1]["day"] == siege.day:
            for observer in self.observers:
                observer.watch()
        publicity.evening(siege)
        self.engine.write_row()
        siege.day += 1
        self.running = siege.ending is None

    def advance(self, days: int, min_ration: float = 0.0) -> int:
        """Fast-forward by at most `days` days, up to and including a day on which a party may act; returns how many.

        The results are the same as of that many steps, to the last bit, only faster: days on which no party acts are
        not taken one by one. It also stops on the day on which the civilians' ration falls below `min_ration`. Raises
        ScenarioError unless `days` is a whole number of at least 1.
        """
        days = whole_number("days", days, 1)
        self.materialize()
        events, clock = self._event_list._events, self._default_schedule
        alone = len(events) == 1 and events[0] is clock._current_event
        self._max_days, self._min_ration = days if alone else 1, min_ration
        try:
            self.step()
        finally:
            self._max_days, self._min_ration = 1, 0.0
        if self._skipped:  # Mesa has counted one
            self.steps += self._skipped
            self.time += self._skipped
            events[0].time += self._skipped
        return 1 + self._skipped

    def _is_due(self) -> bool:
        """Whether there is a decision round today."""
        return self.siege.inside(Kind.fighter) > 0 and bool(is_due(self.siege.day, self.decision_days))

    def _parties(self) -> minds.DecisionInputs:
        """Both commands act on the decision round, and may negotiate; returns its inputs."""
        inputs = minds.DecisionInputs(*self.engine.decision_inputs())
        partners.assess(self.siege, inputs)
        self.parties[parties.BesiegerCommand].order(self.decision_days)
        self.parties[parties.GarrisonCommand].decide(inputs, self.decision_days)
        return inputs

    def _count(self) -> None:
        if self.siege.recount:
            self.engine.count()
            self.siege.recount = False


def _collected(model: SiegeModel) -> mesa.DataCollector:
    """The series of a siege as a DataCollector that has collected every evening."""
    siege, days = model.siege, model.siege.daily
    columns: dict[str, list[Any]] = {"seed": [model.seed] * len(days), "outcome": [None] * len(days)}
    if days and siege.ending is not None:
        columns["outcome"][-1] = siege.ending.outcome
    columns |= {series.name: [day[place] for day in days] for place, series in enumerate(DAILY)}
    collector = mesa.DataCollector(model_reporters={name: partial(_latest, name) for name in columns})
    collector.model_vars.update(columns)
    collector._collection_steps = [float(day) for day in range(1, len(days) + 1)]
    return collector


def _latest(name: str, model: SiegeModel) -> Any:
    """A value of the last evening."""
    values = _collected(model).model_vars[name]
    return values[-1] if values else None
