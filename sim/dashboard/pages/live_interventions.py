"""The intervention cards of the Live page, and the list of dated changes."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from typing import Any

import solara

from sim.dashboard import vue_components
from sim.dashboard.controls import interventions
from sim.dashboard.run_setup import CHANGEABLE, full_name, scenario_in
from sim.dashboard.session.differences import dated_changes
from sim.dashboard.session.session import Session
from sim.dashboard.session.stepper import SessionView
from sim.runs.dated import DatedChange
from sim.scenario.schema import Scenario
from sim.scenario.theatre import Theatre
from sim.text.format import place_title


@solara.component
def InterventionCards(session: Session, view: SessionView) -> Any:
    """What can be changed from a day on; of a fork, in the counterfactual run."""
    runner = session.runner
    assert runner is not None
    run, watched, forked = view.runs[-1], runner.watched, len(view.runs) == 2
    now, written, today = run.now, view.setups[-1], run.day
    changes = dated_changes(written, view.origin.initial)
    shared = dated_changes(view.setups[0], view.origin.initial) if forked else ()

    def intervene(entry: dict[str, Any]) -> None:
        prefix = full_name(written, watched, "")

        def act() -> None:
            session.date(
                str(entry["title"]), interventions.dated(str(entry["name"]), entry["day"], entry["values"], prefix)
            )

        session.attempt(act)

    def withdraw(key: str) -> None:
        change = next((one for one in changes if _key(one) == key), None)
        if change is not None:
            session.attempt(session.withdraw, change)

    if run.over:
        note = ""
    elif forked:
        note = "They act in the counterfactual run only, from the day on their cards."
    else:
        note = "Each takes effect on the morning of the day on its card, which may be a later one."
    return vue_components.Interventions(
        siege_name=place_title(watched) if isinstance(written, Theatre) else "",
        note=note,
        closed="The siege is over. Go back to an earlier day to intervene." if run.over else "",
        today=today,
        start=now.clock.start.isoformat(),
        cards=interventions.cards(now),
        changes=[_change(one, written, view, forked, one in shared) for one in _in_order(changes)],
        event_intervene=intervene,
        event_withdraw=withdraw,
    )


def _in_order(changes: tuple[DatedChange, ...]) -> list[DatedChange]:
    return sorted(changes, key=lambda change: int(change.day) if change.day.isdecimal() else -1)


def _key(change: DatedChange) -> str:
    return f"{change.day}:{change.key}"


def _change(change: DatedChange, written: Any, view: SessionView, forked: bool, shared: bool) -> dict[str, Any]:
    """A row of the list of changes; `shared`: both runs of a fork have it, so one of them can keep a value instead."""
    name = change.siege.removeprefix("sieges.").rstrip(".")
    scenario: Scenario = scenario_in(written, name)
    day = int(change.day) if change.day.isdecimal() else (_date_day(change, scenario))
    watched = not name or name == view.watched
    ahead = watched and day >= view.runs[-1].day and change.day.isdecimal()
    text = interventions.change_text(scenario, change._replace(key=change.local_key))
    text = f"{place_title(name)}: {text}" if name else text
    text += " (counterfactual run)" if forked and not shared else ""
    return {
        "key": _key(change),
        "day": day,
        "date": interventions.date_text(scenario.clock.start, day),
        "text": text,
        "ahead": ahead and (not shared or change.local_key in CHANGEABLE),
        "state": "acts next" if ahead and day == view.runs[-1].day else "planned" if ahead else "in force",
    }


def _date_day(change: DatedChange, scenario: Scenario) -> int:
    """The day of a change that is dated by a date."""
    import datetime

    return (datetime.date.fromisoformat(change.day) - scenario.clock.start).days
