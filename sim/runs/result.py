"""The result of one run: the document that `--json` prints, the tables, the siege itself."""

from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.hashes import model_hash
from sim.outcomes import BOOKED, DAILY, GROUPS
from sim.runs.narrative.bargaining import terms_text
from sim.runs.narrative.ledger import ledger_columns, ledger_context
from sim.runs.narrative.summary import run_summary
from sim.state.columns import Array, Cause, Kind, Status
from sim.state.siege import Siege
from sim.theory.packages import Package

if TYPE_CHECKING:
    import pandas as pd

END, CUT = "end", "cut"  # how a run ended: the siege by itself, or the user's --days


@dataclass(frozen=True)
class Agreement:
    """The first deal that was completed."""

    signed_day: int
    completed_day: int
    package: str
    terms: str
    concession: float
    left: int  # fighters, by what became of them at the signature
    settled: int
    custody: int
    stayed: int
    offers_refused: int


class Frame(NamedTuple):
    """The ground and the people as they stood on one evening, kept for the picture."""

    day: int
    what: str
    holder: Array  # uint8, flat
    rubble: Array  # float32, flat
    crowd: Array  # int32 (3, cells), people by kind


@dataclass(frozen=True)
class Result:
    """One run. All but `siege` and `frames` is in the document."""

    scenario: str
    scenario_hash: str
    seed: int
    people_per_agent: int
    outcome: str | None
    ended: str
    cause: str | None
    secondary: str | None
    day: int
    days_simulated: int
    deal: Agreement | None
    people: dict[str, dict[str, Any]]
    deaths: dict[str, dict[str, int]]
    digest: str
    agent_steps: int
    elapsed_s: float
    out: str | None
    siege: Siege = field(repr=False, compare=False)
    frames: tuple[Frame, ...] = field(repr=False, compare=False)

    def document(self) -> dict[str, Any]:
        """The result as plain data, for JSON."""
        document = {name: value for name, value in vars(self).items() if name in Result.__dataclass_fields__}
        del document["siege"], document["frames"]
        deal = asdict(self.deal) if self.deal else None
        return document | {"deal": deal, "model": model_hash(), "snapshot_model": self.siege.origin_model_hash}

    @cached_property
    def daily(self) -> "pd.DataFrame":
        """One row per day; the columns are `sim.outcomes.DAILY`."""
        import pandas as pd

        return pd.DataFrame.from_records(self.siege.daily, columns=[measure.name for measure in DAILY])

    @cached_property
    def ledger(self) -> "pd.DataFrame":
        """One row per event, with its sentence; the columns are `sim.tables.runs.EVENTS`."""
        from sim.tables.columns import schema_of, table_of_columns
        from sim.tables.runs import EVENTS

        return table_of_columns(ledger_columns(self.siege), schema_of(EVENTS)).to_pandas()

    @property
    def summary(self) -> str:
        """How it ended, what it cost in lives, why, and where everyone is: six lines."""
        return run_summary(self.siege)


def result_of(
    siege: Siege,
    scenario_hash: str,
    days: int,
    agent_steps: int,
    elapsed_s: float,
    digest: str,
    out: str | None,
    frames: tuple[Frame, ...],
) -> Result:
    """Read a result off a siege after its last day."""
    ending, deal = siege.ending, siege.main_deal
    return Result(
        scenario=siege.scenario.name,
        scenario_hash=scenario_hash,
        seed=siege.seed,
        people_per_agent=siege.scenario.population.people_per_agent,
        outcome=ending.outcome if ending else None,
        ended=END if ending else CUT,
        cause=ending.cause if ending else None,
        secondary=ending.secondary or None if ending else None,
        day=ending.day if ending else siege.day - 1,
        days_simulated=days,
        deal=None
        if deal is None
        else Agreement(
            signed_day=deal.signed_day,
            completed_day=deal.completed_day,
            package=Package(deal.package).name,
            terms=terms_text(deal.package, deal.concession, ledger_context(siege).linked),
            concession=deal.concession,
            left=deal.left,
            settled=deal.settled,
            custody=deal.custody,
            stayed=deal.stayed,
            offers_refused=deal.refused_before,
        ),
        people={name: people_of(siege, kind) for name, kind in GROUPS.items()},
        deaths={name: {cause.name: int(siege.deaths[kind, cause]) for cause in Cause} for name, kind in GROUPS.items()},
        digest=digest,
        agent_steps=agent_steps,
        elapsed_s=round(elapsed_s, 6),
        out=out,
        siege=siege,
        frames=frames,
    )


def people_of(siege: Siege, kind: Kind) -> dict[str, Any]:
    """Where the people of a kind are: start + arrived = sum of the statuses, exactly."""
    start = {
        Kind.civilian: siege.initial.civilians,
        Kind.fighter: siege.initial.fighters,
        Kind.besieger: siege.initial.besiegers,
    }[kind]
    a, b = int(siege.layout.kind_start[kind]), int(siege.layout.kind_start[kind + 1])
    heads = np.bincount(siege.people.status[a:b], siege.people.weight[a:b], minlength=len(Status)).astype(int)
    status = {s.name: int(heads[s]) for s in BOOKED}
    present = int(heads.sum() - heads[Status.awaited])
    return {"start": start, "arrived": present - start, "status": status}
