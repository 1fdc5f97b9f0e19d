"""The state of one siege: people, ground and records. Everything that a snapshot holds."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from sim.scenario.schema import Scenario
from sim.state.columns import (
    COUNT_WIDTH,
    FORCE,
    IS_FIT,
    IS_WOUNDED,
    N_CAUSE,
    N_KIND,
    ONE,
    Groups,
    Kind,
    People,
    RowLayout,
    Status,
)
from sim.state.events import Event
from sim.state.grid import Grid, Shape, ground_share
from sim.state.siege_state import (
    BesiegerMind,
    Campaign,
    Convoy,
    Deal,
    Ending,
    GarrisonMind,
    InitialCounts,
    Link,
    PatronMind,
    Public,
    ScheduleState,
    Stores,
    Talks,
)

INSIDE = int(Status.inside)


class Census(NamedTuple):
    """The counts of an evening, in plain numbers."""

    counts: list[list[int]]  # kind x column of the count, both factions together
    mean_minds: list[float]  # mean morale (of civilians: fear) of those inside by kind; 0 when nobody is
    mean_masses: list[float]  # mean body mass of those inside over that of day 0, by kind; 1 when nobody is
    foreign: int  # foreign fighters inside
    starved: int  # dead of hunger, of all kinds
    held_cells: int  # cells
    held_fields: int  # cells of fields held
    mean_cover: float  # mean of the ground held
    ring_open: float


@dataclass
class Siege:
    """The state of one siege at the end of `day - 1` (day 0: nothing has happened yet)."""

    scenario: Scenario
    seed: int
    people: People
    layout: RowLayout
    groups: Groups
    grid: Grid
    shape: Shape
    initial: InitialCounts
    kernel_params: np.ndarray = field(init=False, repr=False)  # the scenario's numbers in float32, packed by the model
    party_params: np.ndarray = field(init=False, repr=False)  # and in float64
    partners: np.ndarray = field(init=False, repr=False)  # the besieger's partners, a record each
    census: Census = field(init=False, repr=False)  # by the last count
    scenario_before: Scenario | None = None  # the scenario as written, where the schedule has changed values of it
    day: int = 0
    n_front: int = 0
    line_moved: bool = True
    recount: bool = False  # statuses changed since the last count
    stores: Stores = field(default_factory=Stores)
    campaign: Campaign = field(default_factory=Campaign)
    talks: Talks = field(default_factory=Talks)
    convoy: Convoy = field(default_factory=Convoy)
    deals: list[Deal] = field(default_factory=list)
    garrison: GarrisonMind = field(default_factory=GarrisonMind)
    besieger: BesiegerMind = field(default_factory=BesiegerMind)
    public: Public = field(default_factory=Public)
    patron: PatronMind = field(default_factory=PatronMind)
    link: Link = field(default_factory=Link)
    schedule: ScheduleState = field(default_factory=ScheduleState)
    linked_to: str = ""  # name of the siege at the other end, for words alone; its theatre says it, no snapshot
    ending: Ending | None = None
    faction_counts: np.ndarray = field(default_factory=lambda: np.zeros((N_KIND, 2, COUNT_WIDTH), np.int64))
    deaths: np.ndarray = field(default_factory=lambda: np.zeros((N_KIND, N_CAUSE), np.int64))
    tranche: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int16))
    agent_steps: int = 0
    origin_model_hash: str | None = None  # model hash of the code that made its snapshot, where that is not this code
    ledger: list[dict[str, Any]] = field(default_factory=list)
    series: list[tuple[Any, ...]] = field(default_factory=list)  # days; `daily` has all of them
    pending_rows: list[np.ndarray] = field(default_factory=list, repr=False)  # later days, as records of compiled code

    @property
    def daily(self) -> list[tuple[Any, ...]]:
        """A row a day, as `sim.outcomes.DAILY` says; made plain when it is asked for, which a sweep seldom does."""
        for rows in self.pending_rows:
            self.series += rows.tolist()
        self.pending_rows.clear()
        return self.series

    @property
    def written_scenario(self) -> Scenario:
        """The scenario as written, with its schedule; `scenario` has the values that hold today."""
        return self.scenario_before or self.scenario

    @property
    def main_deal(self) -> Deal | None:
        """The first deal that was completed."""
        return next((d for d in self.deals if d.completed_day >= 0), None)

    def people_in(self, kind: Kind, status: Status) -> int:
        """People of a kind in a status, by the last count."""
        return self.census.counts[kind][status]

    def inside(self, kind: Kind) -> int:
        """People of a kind inside (a besieger: present), by the last count."""
        return self.census.counts[kind][INSIDE]

    def fit(self, kind: Kind) -> int:
        """People of a kind inside who are not wounded."""
        return self.census.counts[kind][IS_FIT]

    def wounded(self, kind: Kind) -> int:
        """People of a kind inside who are wounded."""
        return self.census.counts[kind][IS_WOUNDED]

    def force(self, kind: Kind) -> float:
        """Fighting strength: the fit weighed by mind and body, in men."""
        return self.census.counts[kind][FORCE] / ONE

    def mean_mind(self, kind: Kind) -> float:
        """Mean morale (of civilians: fear) of those inside; 0 when nobody is."""
        return self.census.mean_minds[kind]

    def mean_mass(self, kind: Kind) -> float:
        """Mean body mass of those inside over that of day 0; 1 when nobody is."""
        return self.census.mean_masses[kind]

    def held_cells(self) -> int:
        """Cells that the garrison holds."""
        return self.census.held_cells

    def ground_share(self) -> float:
        """Share of the first pocket that the garrison still holds."""
        return ground_share(self.census.held_cells, self.initial.cells)

    def place_value(self) -> float:
        """What the place is worth to the besieger, V, in own lives; after a deal, what the remnant holds up."""
        done = self.main_deal
        fighters = max(1, done.stayed) if done else self.initial.fighters
        return self.scenario.negotiation.value_per_fighter * fighters

    def set_status(self, rows: np.ndarray, status: Status) -> None:
        """Put rows into a status; the dead lose their health. `rows` is int64 (n,)."""
        self.people.status[rows] = status
        if status == Status.dead:
            self.people.health[rows] = 0.0
        self.recount = True

    def count_people(self, rows: np.ndarray) -> int:
        """People that rows stand for. `rows` is int64 (n,)."""
        return int(self.people.weight[rows].astype(np.int64).sum())

    def in_truce(self) -> bool:
        """Whether nobody fires today: an offer is on the table, a convoy is under way, or a ceasefire holds."""
        return self.day <= max(self.talks.truce_until, self.talks.ceasefire_until) or self.convoy.under_way

    def log_event(self, event: Event, party: str, public: bool | None = None, **facts: Any) -> None:
        """Put a line into the ledger: codes and numbers, of which sentences are made on reading.

        `public`: whether everyone knows of it; by default as the table of events says.
        """
        known = event.open if public is None else public
        self.ledger.append({"day": self.day, "event": event.value, "party": party, "public": known, **facts})

    def ledger_today(self) -> list[dict[str, Any]]:
        """Today's lines of the ledger, in order."""
        at = len(self.ledger)
        while at > 0 and self.ledger[at - 1]["day"] == self.day:
            at -= 1
        return self.ledger[at:]
