"""What is read beside the map: the sieges of a theatre, the road, the outcome, lives, charts."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from typing import Any

import solara

from sim.dashboard import charts, markup, parts
from sim.dashboard.clockwork import Told
from sim.dashboard.look import NAMES_OF_TWO, chart_look, unbroken
from sim.dashboard.reading import Day, lines_of
from sim.dashboard.tab import Tab
from sim.text.format import count, number

#: Newest lines of the ledger on the page; the table of a saved run has them all.
LINES = 60
#: Who holds a stretch of the road.
HELD = {
    "besieger": "held by the besieger",
    "third": "held by a third party",
    "patron_reach": "in reach of the patron's aircraft",
    "refuge": "held by the refuge",
}


@solara.component
def Sieges(tab: Tab, day: Day) -> Any:
    """The sieges of a theatre in a strip; a click looks at another one."""
    runner = tab.runner
    assert runner is not None
    members = [one._asdict() for one in day.members]
    return parts.Sieges(members=members, day=day.world_day, event_watch=lambda name: tab.attempt(runner.watch, name))


@solara.component
def Road(day: Day, name: str) -> Any:
    """The strip of the convoy."""
    road = day.road
    assert road is not None
    if road.broken:
        words = "the convoy turned back, and the deal was over"
    elif road.done:
        words = f"{count(road.evacuated, 'person', 'people')} arrived; the deal was carried out"
    else:
        words = f"tranche {road.boarded} of {road.tranches} has boarded; "
        words += f"{count(road.aboard, 'person', 'people')} on the road"
        words += ", stranded" if road.stranded else ", halted" if road.halted else ""
        words += "; in secret" if road.secret else ""
    stages = [
        {"name": name.replace("_", " "), "held": HELD.get(held, held), "kind": held, "from": start, "to": end}
        for name, held, start, end in road.stages
    ]
    with solara.Div(classes=["sc-card"]) as main:
        parts.RoadStrip(
            words=f"{name}: {words}" if name else words,
            known=not road.broken,
            halted=road.halted,
            stages=stages,
            buses=[{"number": number, "at": share} for number, share in road.on_road],
            left="The pocket",
            right=f"Refuge, {road.km:g} km away: {number(road.evacuated)} there",
        )
    return main


@solara.component
def Outcome(told: Told) -> Any:
    """How it ended, when it has."""
    with solara.Div(classes=["sc-outcomes"]) as main:
        for place, day in enumerate(told.lanes):
            if day.headline:
                deal = day.road is not None and not day.road.broken
                with solara.Div(classes=["sc-card", "sc-outcome", "" if deal else "war"]):
                    name = f"{NAMES_OF_TWO[place]}: " if len(told.lanes) == 2 else ""
                    markup.heading(2, unbroken(name + day.headline))
                    for paragraph in day.account.splitlines():
                        markup.paragraph(unbroken(paragraph))
    return main


@solara.component
def Ledgers(told: Told) -> Any:
    """What happened, in words; of a fork both side by side."""
    forked = len(told.lanes) == 2
    with solara.Div(classes=["sc-card", "sc-ledgers"]) as main:
        for place, day in enumerate(told.lanes):
            parts.Ledger(
                title=f"Ledger: {NAMES_OF_TWO[place].lower()}" if forked else "Ledger",
                lines=lines_of(day, LINES),
                total=day.lines,
            )
    return main


@solara.component
def Lives(told: Told) -> Any:
    """Lives saved or lost so far by the change."""
    one, two = (day.deaths for day in told.lanes)
    apart = {kind: two[kind] - one[kind] for kind in one}
    total = sum(apart.values())
    words = (
        "As many dead so far" if not total else f"{number(abs(total))} {'more' if total > 0 else 'fewer'} dead so far"
    )
    by_kind = ", ".join(f"{kind}s {number(n) if n < 0 else '+' + number(n)}" for kind, n in apart.items() if n)
    with solara.Div(classes=["sc-card", "sc-lives"]) as main:
        markup.element("strong", words)
        markup.element("span", by_kind or "no difference in any group")
        note = f"Forked on day {number(told.forked_day)}: with the change less as it is. One pair is an anecdote; "
        command = markup.element("code", "safeconduct fork")
        markup.element("small", note, command, " makes many.", classes=["sc-hint"])
    return main


@solara.component
def Charts(told: Told, dark: bool) -> Any:
    """Small charts; of a fork both sieges in each."""
    look = chart_look(dark)
    marks = [(told.forked_day, "fork")] if len(told.lanes) == 2 else []
    with solara.Div(classes=["sc-charts"]) as main:
        if len(told.lanes) == 2:
            with solara.Div(classes=["sc-card", "sc-chart"]).key("difference"):
                markup.heading(2, "Difference in deaths ", markup.element("small", "people"))
                parts.Chart(option=charts.lives(told.lanes, look))
        for one in charts.SMALLS:
            if charts.known(one):
                with solara.Div(classes=["sc-card", "sc-chart"]).key(one.name):
                    markup.heading(2, f"{one.title} ", markup.element("small", charts.unit(one, told.lanes)))
                    parts.Chart(option=charts.small(one, told.lanes, look, marks))
    return main
