"""The first page: one siege as it goes, and what if."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

import threading
from typing import Any

import solara
import solara.lab

from sim.dashboard import charts, controls, keep, parts, reading
from sim.dashboard.look import LAYERS, chart_look, map_look
from sim.dashboard.reading import Day
from sim.dashboard.runner import SPEEDS, Told
from sim.dashboard.siege_map import Painter, SiegeMap
from sim.dashboard.tab import Tab, use_tab
from sim.runs.words import count, number

#: Newest lines of the ledger on the page; the table of a saved run has them all.
LINES = 60
NAMES = ("As it is", "With the change")
#: Who holds a stretch of the road.
HELD = {
    "besieger": "held by the besieger",
    "third": "held by a third party",
    "patron_reach": "in reach of the patron's aircraft",
    "refuge": "held by the refuge",
}


@solara.component
def Live() -> Any:
    """Map, controls, charts, ledger."""
    tab = use_tab()
    told = tab.told.value
    assert told is not None
    assert tab.runner is not None
    layers = solara.use_reactive(dict.fromkeys(LAYERS, True))
    drawer = solara.use_reactive(False)
    nowhere: Any = ()
    spot = solara.use_reactive(nowhere)  # lane, x, y
    person = solara.use_reactive("")
    dark = bool(solara.lab.use_dark_effective())

    def leave() -> Any:
        return lambda: tab.runner and tab.runner.state != "closed" and tab.runner.pause()

    solara.use_effect(leave, [])

    def pick(lane: int, x: int, y: int) -> None:
        spot.set((lane, x, y))
        person.set("")

    def flip(name: str) -> None:
        layers.set(layers.value | {name: not layers.value[name]})

    forked = len(told.lanes) == 2
    with solara.Div(classes=["sc-live", *(["forked"] if forked else [])]) as main:
        Side(tab, told, drawer)
        with solara.Div(classes=["sc-middle"]):
            with solara.Div(classes=["sc-maps"]):
                for place in range(len(told.lanes)):
                    Map(tab, told, place, layers.value, spot.value, dark, pick).key(f"map-{place}")
            parts.Legend(layers=legend(layers.value, dark), note=seen_by(tab), event_flip=flip)
            for place, day in enumerate(told.lanes):
                if day.road is not None:
                    Road(day, NAMES[place] if forked else "")
            if spot.value:
                Somebody(tab, told, spot, person)
            Outcome(told)
        with solara.Div(classes=["sc-right"]):
            if forked:
                Lives(told)
            Charts(told, dark)
        with solara.Div(classes=["sc-wide-row", "sc-card", "sc-ledgers"]):
            for place, day in enumerate(told.lanes):
                parts.Ledger(
                    title=f"Ledger: {NAMES[place].lower()}" if forked else "Ledger",
                    lines=reading.lines_of(day, LINES),
                    total=day.lines,
                )
        Parameters(tab, told, drawer)
    return main


@solara.component
def Side(tab: Tab, told: Told, drawer: Any) -> Any:
    """The rail at the left."""
    runner = tab.runner
    assert runner is not None
    kept, set_kept = solara.use_state(keep.kept_runs())
    note, set_note = solara.use_state("")
    no_film: Any = ("", "")
    film, set_film = solara.use_state(no_film)
    filming, set_filming = solara.use_state(False)
    last = told.lanes[-1]
    forked = len(told.lanes) == 2
    world = runner.scenario if not forked else runner.ask(lambda lanes: lanes[-1].siege.scenario)

    def change(said: dict[str, str]) -> None:
        tab.attempt(lambda: runner.change(said["dotted"], controls.value_from(said["dotted"], str(said["value"]))))

    def save(*_: Any) -> None:
        name = tab.attempt(lambda: keep.save(runner))
        if name:
            set_note(f"Saved as {name}")
            set_kept(keep.kept_runs())

    def shoot(*_: Any) -> None:
        set_filming(True)
        reel, look = runner.ask(lambda lanes: lanes[-1].reel.copy()), map_look(False)
        name, title = f"{last.day}-days.gif", runner.scenario.name

        def develop() -> None:
            set_film((keep.data_url(reel.gif(look, title)), f"{title}-{name}"))
            set_filming(False)

        threading.Thread(target=develop, daemon=True).start()

    def take_up(name: str) -> None:
        siege = tab.attempt(lambda: keep.opened(name))
        if siege is not None:
            tab.first, tab.scenario_name = siege.scenario, siege.scenario.name
            tab.resumed = True
            runner.take_up(siege)
            set_note(f"Opened {name}")

    def reset(seed: Any) -> None:
        tab.attempt(lambda: runner.reset(seed=controls.seed_of(seed)))

    parts.Rail(
        scenarios=controls.scenarios(tab.scenario_name),
        scenario=tab.scenario_name,
        about=world.title or world.about,
        seed=runner.seed,
        state=told.state,
        over=all(day.over for day in told.lanes),
        day=max(day.day for day in told.lanes),
        date=f"{last.date.day} {last.date:%B %Y}",
        speed=runner.speed,
        speeds=list(SPEEDS),
        sliders=controls.sliders(world, tab.first),
        waiting=list(told.waiting),
        forked=forked,
        error=told.error or ("" if drawer.value else tab.error.value),
        parameters=len(controls.declared()),
        command=keep.command(tab, runner) if not forked else "",
        kept=kept,
        kept_note=note,
        filming=filming,
        film_url=film[0],
        film_name=film[1],
        event_choose=lambda name: tab.attempt(tab.choose, name),
        event_play=lambda *_: runner.play(),
        event_pause=lambda *_: runner.pause(),
        event_one_day=lambda *_: runner.one_day(),
        event_reset=reset,
        event_set_speed=lambda days: runner.set_speed(int(days)),
        event_set_value=change,
        event_open_drawer=lambda *_: drawer.set(True),
        event_fork=lambda *_: runner.fork(),
        event_unfork=lambda place: runner.unfork(int(place)),
        event_save=save,
        event_film=shoot,
        event_open_run=take_up,
    )


@solara.component
def Map(tab: Tab, told: Told, place: int, layers: dict, spot: tuple, dark: bool, pick: Any) -> Any:
    """One map, fed by the siege's own thread."""
    runner = tab.runner
    assert runner is not None
    day = told.lanes[place]
    forked = len(told.lanes) == 2
    # The canvas is one widget for the life of this component, so that the siege's thread can write to it.
    canvas: SiegeMap = solara.use_memo(SiegeMap, [])
    canvas.look = map_look(dark)
    canvas.layers = layers
    canvas.picked = list(spot[1:]) if spot and spot[0] == place else []
    canvas.label = f"Map of the siege, day {day.day}. Arrow keys move a mark, Enter tells who is there."

    def attach() -> Any:
        painter = Painter(canvas, runner.painted, lambda x, y: pick(place, x, y))
        runner.look(place, painter)

        def detach() -> None:
            painter.close()
            if runner.state != "closed":
                runner.look(place, None)
            canvas.close()

        return detach

    solara.use_effect(attach, [])
    with solara.Div() as main:
        if forked:
            deaths = sum(day.deaths.values())
            words = f"{NAMES[place]} <small>day {number(day.day)} · {number(deaths)} dead</small>"
            solara.HTML(tag="div", classes=["sc-maphead"], unsafe_innerHTML=words)
        solara.Div(children=[canvas])
        figures = "".join(f"<span>{name}<b>{value}</b></span>" for name, value in day.standing.items())
        solara.HTML(tag="div", classes=["sc-standing"], unsafe_innerHTML=figures)
    return main


def legend(layers: dict[str, bool], dark: bool) -> list[dict[str, Any]]:
    """Name, colour and state of each layer."""
    look = map_look(dark)
    shapes = {"front": "line", "sight": "line"}
    return [
        {
            "name": name,
            "label": words,
            "on": layers[name],
            "shape": shapes.get(name, ""),
            "colour": f"rgb{tuple(look[name])}",
        }
        for name, words in LAYERS.items()
    ]


def seen_by(tab: Tab) -> str:
    """Who watches, in words."""
    assert tab.runner is not None
    watching = tab.runner.ask(lambda lanes: reading.sight_of(lanes[0].siege))
    told = [f"{words} {share:.0%}" for words, share in watching.items() if share > 0]
    return f"Watched {', '.join(told)}" if told else "Nobody watches"


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
def Somebody(tab: Tab, told: Told, spot: Any, person: Any) -> Any:
    """Who is at the place that was clicked."""
    runner = tab.runner
    assert runner is not None
    place, x, y = spot.value
    if place >= len(told.lanes):
        place = 0

    def look(lanes: Any) -> tuple[dict[str, Any], dict[str, Any] | None]:
        lane = lanes[place]
        here = reading.people_at(lane.model, lane.lens.cell(lane.siege, x, y))
        return here, reading.person_of(lane.model, int(person.value)) if person.value else None

    here, who = runner.ask(look)
    some = [count(heads, kind) for kind, heads in here["count"].items() if heads]
    more = sum(here["count"].values()) - len(here["people"])
    with solara.Div(classes=["sc-card"]) as main:
        parts.Place(
            title=f"Cell {x}, {y}",
            note=", ".join(some) + (f"; {number(more)} are not listed" if more > 0 else ""),
            people=here["people"],
            person=who,
            event_pick_person=lambda uid: person.set(str(uid)),
            event_close=lambda *_: spot.set(()),
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
                    name = f"{NAMES[place]}: " if len(told.lanes) == 2 else ""
                    solara.HTML(tag="h2", unsafe_innerHTML=name + day.headline)
                    solara.HTML(tag="p", unsafe_innerHTML=day.account)
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
        solara.HTML(tag="strong", unsafe_innerHTML=words)
        solara.HTML(tag="span", unsafe_innerHTML=by_kind or "no difference in any group")
        note = (
            f"Forked on day {number(told.forked_day)}: with the change less as it is. One pair is an anecdote; "
            "<code>safeconduct fork</code> makes many."
        )
        solara.HTML(tag="small", classes=["sc-hint"], unsafe_innerHTML=note)
    return main


@solara.component
def Charts(told: Told, dark: bool) -> Any:
    """Small charts; of a fork both sieges in each."""
    look = chart_look(dark)
    marks = [(told.forked_day, "fork")] if len(told.lanes) == 2 else []
    with solara.Div(classes=["sc-charts"]) as main:
        if len(told.lanes) == 2:
            with solara.Div(classes=["sc-card", "sc-chart"]):
                solara.HTML(tag="h2", unsafe_innerHTML="Difference in deaths <small>people</small>")
                chart(charts.lives(told.lanes, look))
        for one in charts.SMALLS:
            if charts.known(one):
                with solara.Div(classes=["sc-card", "sc-chart"]):
                    solara.HTML(tag="h2", unsafe_innerHTML=f"{one.title} <small>{one.unit}</small>")
                    chart(charts.small(one, told.lanes, look, marks))
    return main


def chart(option: dict[str, Any]) -> Any:
    """An ECharts figure of the size of a small chart."""
    return solara.FigureEcharts(option=option, attributes={"style": "height: 168px; width: 100%;"}, responsive=True)


@solara.component
def Parameters(tab: Tab, told: Told, drawer: Any) -> Any:
    """The drawer with every parameter."""
    runner = tab.runner
    assert runner is not None
    forked = len(told.lanes) == 2
    world = runner.scenario if not forked else runner.ask(lambda lanes: lanes[-1].siege.scenario)
    values = solara.use_memo(lambda: controls.texts(world), [id(world)])
    first = solara.use_memo(lambda: controls.texts(tab.first), [id(tab.first)])
    under_way = told.lanes[-1].day > 0

    def change(said: dict[str, str]) -> None:
        tab.attempt(lambda: runner.change(said["dotted"], controls.value_from(said["dotted"], said["value"])))

    if forked:
        note = "What you change here is changed in the fork, from tomorrow on."
    elif under_way:
        note = (
            "The siege is under way: most of these count from tomorrow, those read on the first day from a new start."
        )
    else:
        note = "The siege has not begun: all of these count at once."
    parts.Drawer(
        shown=drawer.value,
        note=note,
        sections=controls.sections(),
        values=values,
        first=first,
        waiting=list(told.waiting),
        forked=forked,
        error=tab.error.value,
        event_set_value=change,
        event_close=lambda *_: drawer.set(False),
    )
