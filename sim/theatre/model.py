"""A theatre as a Mesa model: all of its sieges in step, day by day."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import mesa

from sim.agents import minds
from sim.model import SiegeModel
from sim.scenario.errors import ScenarioError
from sim.scenario.load_theatre import load_theatre
from sim.scenario.maps import map_of
from sim.scenario.seeds import NOT_GIVEN, integer_seed
from sim.scenario.theatre import Theatre
from sim.state.build import build
from sim.state.draw import THEATRE, key_of
from sim.state.siege import Siege
from sim.state.theatre import ProcessedEvents, TheatreState
from sim.theatre import contagion, ties, transfers


class TheatreModel(mesa.Model):
    """A theatre that steps one day at a time; `models` are its sieges, `theatre_state` its state beside theirs."""

    scenario: ClassVar[Any] = None  # Mesa's own attribute writes into a scenario; ours is frozen

    def __init__(
        self,
        theatre: Theatre | str | Path,
        *,
        seed: Any = NOT_GIVEN,
        rng: Any = NOT_GIVEN,
        threads: int = 1,
        theatre_state: TheatreState | None = None,
        sieges: Mapping[str, Siege] | None = None,
        **overrides: Any,
    ) -> None:
        """Start a theatre, or continue from `theatre_state` and `sieges`. Further keywords are dotted names.

        `seed` or `rng` as for a SiegeModel; the seed used is `model.seed`. Raises ScenarioError for an invalid seed,
        theatre or override.
        """
        self.seed = integer_seed(seed, rng)
        super().__init__(rng=self.seed)
        if isinstance(theatre, Theatre) and overrides:
            raise ScenarioError(
                f"{next(iter(overrides))}: a theatre already made takes no overrides; give its name or path"
            )
        self.theatre = theatre if isinstance(theatre, Theatre) else load_theatre(theatre, overrides)
        fresh = sieges is None
        sieges = sieges if sieges is not None else _built(self.theatre, self.seed)
        ties.name_links(self.theatre, sieges)
        self.theatre_state = theatre_state or TheatreState(processed={name: ProcessedEvents() for name in sieges})
        self.models = {
            name: SiegeModel(siege.scenario, seed=siege.seed, threads=threads, siege=siege)
            for name, siege in sieges.items()
        }
        self.begins = self.theatre.begins
        if fresh:
            ties.update_links(self.theatre, self.sieges, self.begun)
            for siege in self.sieges.values():
                if siege.link.linked:
                    minds.draw_hidden_types(siege)  # again: where sieges are linked, the road is trusted from the start
        self.steps, self.running = self.theatre_state.day, any(model.running for model in self.models.values())

    @property
    def sieges(self) -> dict[str, Siege]:
        """The sieges by name."""
        return {name: model.siege for name, model in self.models.items()}

    @property
    def day(self) -> int:
        """Day that the next step simulates."""
        return self.theatre_state.day

    @property
    def begun(self) -> dict[str, bool]:
        """Which sieges have begun by today."""
        return {name: day <= self.theatre_state.day for name, day in self.begins.items()}

    def step(self) -> None:
        """One day in every siege that has begun and is not over, in order."""
        self._morning()
        begun = self.begun
        for name, model in self.models.items():
            if model.running and begun[name]:
                model.step()
        self.theatre_state.day += 1
        self.running = any(model.running for model in self.models.values())

    def _morning(self) -> None:
        """Pass on what happened in each siege by last night, let transfers arrive, and update the links."""
        theatre, sieges, today = self.theatre, self.sieges, self.theatre_state.day
        for name, siege in sieges.items():
            processed = self.theatre_state.processed[name]
            for _ in range(contagion.new_breaches(siege, processed)):
                contagion.spread_reputation(theatre, sieges, name, honoured=False)
            if contagion.newly_completed(siege, processed):
                contagion.spread_reputation(theatre, sieges, name, honoured=True)
                self.theatre_state.transfers += transfers.armed_leavers(theatre, sieges, name, today)
            if contagion.newly_fallen(siege, processed):
                contagion.spread_fall(theatre, sieges, name)
                self.theatre_state.transfers += transfers.freed_besiegers(theatre, sieges, name, today)
                self.models[name].engine.count()
            contagion.fade_precedent(siege, theatre.contagion.memory_days)
        self.theatre_state.transfers = [
            transfer
            for transfer in self.theatre_state.transfers
            if today < transfer.arrives or not transfers.arrive(transfer, sieges)
        ]
        ties.update_links(theatre, sieges, self.begun)

    def close(self) -> None:
        """Stop the threads."""
        for model in self.models.values():
            model.engine.close()


def _built(theatre: Theatre, seed: int) -> dict[str, Siege]:
    """Every siege on its first morning, each with a seed of its own; the first has the seed of the theatre."""
    reserved = transfers.reserved_rows(theatre)
    return {
        name: build(scenario, map_of(scenario), seed_of(seed, number), reserved[name])
        for number, (name, scenario) in enumerate(theatre.sieges.items())
    }


def seed_of(seed: int, number: int) -> int:
    """Seed of a siege by its number in the theatre; the first has the theatre's own."""
    return int(key_of(seed, number, THEATRE)[0]) if number else seed
