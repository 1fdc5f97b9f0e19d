"""From the schema to controls and back; the guard; places; film; charts."""

import io
import itertools
import json
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from small_siege import hamlet, world

from sim.dashboard.controls import list_controls, parameter_controls
from sim.dashboard.live import chart_options, charts
from sim.dashboard.live.animation import FOOTER
from sim.dashboard.live.map_frames import PLANES
from sim.dashboard.server import serve
from sim.dashboard.server.request_filter import forbidden_reason, is_unknown_page
from sim.dashboard.session.session_limit import SessionLimit
from sim.dashboard.session.watched_run import WatchedRun
from sim.dashboard.theme import chart_colours, map_colours
from sim.outcomes import DAILY
from sim.runs.narrative.summary import headline
from sim.runs.plan import changed
from sim.scenario.errors import ScenarioError
from sim.scenario.load import load_scenario
from sim.scenario.parameters import Parameter, parameters
from sim.scenario.schema import LISTS, get_value


def other(parameter: Parameter) -> str:
    """A text for the control that means another value than the default."""
    if parameter.dotted == "map.file":
        return next(name for name in parameter_controls.maps() if name.endswith(".txt"))
    if parameter.dotted == "population.people_per_agent":
        return "2"  # a small place allows no coarser one
    if parameter.choices:
        return next(choice for choice in parameter.choices if choice != parameter.default)
    if parameter.kind == "yes/no":
        return "false" if parameter.default else "true"
    if parameter.kind == "date":
        return "2015-03-04"
    low = parameter.low if parameter.low is not None else parameter.default - 1
    high = parameter.high if parameter.high is not None else parameter.default + 1
    for share in (0.01, 0.05, 0.3, 0.5, 0.9):
        value = low + share * (high - low)
        value = round(value) if parameter.kind == "whole number" else float(f"{value:.4g}")
        if value != parameter.default and low < value < high:
            return str(value)
    return str(low if parameter.default != low else high)


@pytest.mark.parametrize("parameter", parameters(), ids=lambda parameter: parameter.dotted)
def test_every_control_sets_its_parameter(parameter: Parameter) -> None:
    shown = {item["dotted"]: item for section in parameter_controls.sections() for item in section["items"]}
    assert shown[parameter.dotted]["meaning"] == parameter.meaning
    text = other(parameter)
    value = parameter_controls.value_from(parameter.dotted, text)
    start = load_scenario("baseline")
    extra: dict[str, Any] = {}
    if parameter.dotted in ("assault.advance_m_day", "clock.ticks_per_day", "map.cell_m"):
        extra = {"assault.advance_m_day": 20.0, "clock.ticks_per_day": 4, "map.cell_m": 100.0}
    if parameter.dotted in ("besieger.cordon_share", "besieger.reserve_share"):
        extra = {"besieger.cordon_share": 0.1, "besieger.reserve_share": 0.1}
    if parameter.dotted == "map.file":
        assert "\n" in value
        return
    after = changed(start, extra | {parameter.dotted: value})
    assert get_value(after, parameter.dotted) == value != parameter.default
    assert parameter_controls.value_from(parameter.dotted, parameter_controls.text_of(parameter.dotted, value)) == value


FIELDS = [(name, field) for name in LISTS for field in list_controls.declared(name).values()]
#: Values for the boxes that the schema leaves empty.
FILLED = {"day": "30", "men": "500", "name": "north", "share_of_men": "0.3", "threat_bearer": "1", "audience_cost": "2"}


@pytest.mark.parametrize(("name", "field"), FIELDS, ids=lambda one: getattr(one, "dotted", one))
def test_every_box_of_a_list_sets_its_field(name: str, field: Parameter) -> None:
    shown = {item["dotted"]: item for section in parameter_controls.sections() for item in section["items"]}[name]
    box = next(box for box in shown["fields"] if box["name"] == field.name)
    assert box["meaning"] in field.meaning
    assert box["meaning"]
    row = {box["name"]: box["default"] or FILLED.get(box["name"], "1") for box in shown["fields"]}
    text = "south" if field.kind == "text" else other(field)
    world = load_scenario("baseline")
    for rows in ([row], [row, row | {field.name: text, "name": "south"}]):
        wanted = parameter_controls.value_from(name, json.dumps(rows))
        assert list_controls.plain_rows(changed(world, {name: wanted}), name) == wanted, (
            "kept as a YAML file would have it"
        )
    after = changed(world, {name: wanted})
    assert str(getattr(get_value(after, name)[1], field.name)) == str(wanted[1][field.name])
    assert wanted[1][field.name] != wanted[0][field.name]
    assert parameter_controls.value_from(name, parameter_controls.texts(after)[name]) == wanted


@pytest.mark.parametrize(
    ("name", "rows", "said"),
    [
        ("reinforcements", [{"day": "30", "men": ""}], "reinforcements.0.men: is empty"),
        ("reinforcements", [{"day": "soon", "men": "5"}], "reinforcements.0.day"),
        ("reinforcements", [{"day": "30.5", "men": "5"}], "day"),
        ("reinforcements", [{"day": "0", "men": "5"}], "day"),
        ("reinforcements", "no list", "must be a list"),
        ("reinforcements", [{"day": "1", "men": "1"}] * 61, "at most 60"),
        ("stages", [{"name": "desert", "km": "-3", "held_by": "besieger", "danger": "1"}], "km"),
        ("stages", [{"name": "desert", "km": "3", "held_by": "nobody", "danger": "1"}], "held_by"),
    ],
)
def test_a_list_that_means_nothing_is_refused_in_words(name: str, rows: Any, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        changed(load_scenario("baseline"), {name: parameter_controls.value_from(name, json.dumps(rows))})


@pytest.mark.parametrize(
    ("dotted", "text"),
    [
        ("supply.food_days", "many"), ("supply.food_days", ""), ("supply.food_days", "nan"),
        ("clock.start", "31.12.2017"), ("negotiation.allowed", "perhaps"), ("map.file", "../../etc/passwd"),
        ("map.file", "/etc/passwd"), ("no.such", "1"), ("clock.ticks_per_day", "2.5"), ("supply.food_days", "1e400"),
    ],
)  # fmt: skip
def test_what_means_nothing_is_refused_in_words(dotted: str, text: str) -> None:
    with pytest.raises(ScenarioError, match=dotted.replace(".", r"\.")):
        changed(load_scenario("baseline"), {dotted: parameter_controls.value_from(dotted, text)})


@pytest.mark.parametrize(
    ("headers", "path", "refused"),
    [
        ({b"host": b"127.0.0.1:8765"}, "/", False),
        ({b"host": b"localhost:8765", b"origin": b"http://localhost:8765"}, "/", False),
        ({b"host": b"evil.example"}, "/", True),
        ({b"host": b"127.0.0.1.evil.example"}, "/", True),
        ({b"host": b"127.0.0.1:8765", b"origin": b"http://evil.example"}, "/", True),
        ({b"host": b"127.0.0.1:8765", b"origin": b"http://127.0.0.1:9999"}, "/", True),
        ({b"host": b"127.0.0.1:8765", b"origin": b"null"}, "/", True),
        ({b"host": b"[::1"}, "/", True),
        ({b"host": b"localhost"}, "/", False),
        ({b"host": b"127.0.0.1:8765; script-src *"}, "/", True),
        ({b"host": b"evil@127.0.0.1:8765"}, "/", True),
        ({b"host": b"127.0.0.1:8765\xff"}, "/", True),
        ({}, "/", True),
        ({b"host": b"127.0.0.1:8765"}, "/resourcez", True),
    ],
)
def test_only_pages_of_this_server_may_talk_to_it(headers: dict[bytes, bytes], path: str, refused: bool) -> None:
    assert bool(forbidden_reason(headers, path)) is refused


@pytest.mark.parametrize(("path", "lost"), [("/", False), ("/sweeps/", False), ("/sweeps/old", True), ("/live", True)])
def test_who_asks_for_no_page_is_shown_the_way(path: str, lost: bool) -> None:
    assert is_unknown_page({b"accept": b"text/html,*/*"}, path) is lost
    assert not is_unknown_page({b"accept": b"*/*"}, path), "a part of a page"
    assert not is_unknown_page({b"accept": b"text/html"}, "/static/main.js")


def test_a_port_is_taken_before_anything_slow() -> None:
    with closing(serve.open_listener(0)) as first, pytest.raises(ScenarioError, match="already in use; choose another"):
        serve.open_listener(first.getsockname()[1])


def test_sessions_are_limited_and_make_room_when_they_end() -> None:
    limit = SessionLimit(2)
    assert [limit.acquire(session) for session in ("a", "b", "a", "c")] == [True, True, True, False]
    limit.release("a")
    assert limit.acquire("c")
    assert limit.active == 2


def test_frames_show_everyone_and_films_every_day(tmp_path: Path) -> None:
    run = WatchedRun(scenario=world(tmp_path))
    view = run.encoder.viewport
    planes = np.frombuffer(run.encoder.frame(run.siege), np.uint8).reshape(len(PLANES), view.height, view.width)
    for kind, plane in enumerate(planes[2:]):
        heads = run.siege.grid.crowd[kind].reshape(run.siege.shape.height, run.siege.shape.width)
        cut = heads[view.top : view.top + view.height, view.left : view.left + view.width]
        assert np.array_equal(plane > 0, cut > 0)
        assert cut.sum() == heads.sum(), "the picture leaves nobody out"
    for _ in range(6):
        run.step()
    film = Image.open(io.BytesIO(run.animation.gif(map_colours(False), "hamlet")))
    assert getattr(film, "n_frames", 1) == 7


def test_a_film_shows_the_convoy_and_ends_with_the_outcome(tmp_path: Path) -> None:
    hungry = load_scenario(str(hamlet(tmp_path)), {"supply.food_days": 5.0, "besieger.manpower": 480})
    run = WatchedRun(scenario=hungry, seed=6)  # in which a convoy leaves
    while not run.over:
        run.step()
    frames = run.animation.frames
    assert frames[-1].caption == headline(run.siege)
    boarding = next(place for place, frame in enumerate(frames) if frame.boarding is not None)
    assert frames[boarding].caption.startswith("Convoy: ")
    look = map_colours(False)
    film = Image.open(io.BytesIO(run.animation.gif(look, "hamlet")))

    def picture(place: int, top: int, bottom: int) -> np.ndarray:
        film.seek(place)
        sheet = np.asarray(film.convert("RGB"), int)
        return sheet[sheet.shape[0] - top : sheet.shape[0] - bottom]

    def green(place: int) -> int:
        film.seek(place)
        ground = np.asarray(film.convert("RGB"), int)[:-FOOTER]
        return int((np.abs(ground - look["convoy"]).sum(axis=2) < 40).sum())

    assert green(boarding) > green(0) + 100
    assert picture(0, 35, 0).min() > 200, "nothing is told before anything happens"
    assert picture(len(frames) - 1, 35, 0).min() < 100


def test_a_long_siege_keeps_an_even_film(tmp_path: Path) -> None:
    run = WatchedRun(scenario=world(tmp_path))
    for day in range(1, 1000):
        run.siege.day = day
        run.animation.record(run.siege)
    days = [frame.day for frame in run.animation.frames]
    assert len(days) <= 121
    assert len(set(np.diff(days[:-1]))) == 1
    assert days[0] == 0


def test_charts_show_what_is_measured(tmp_path: Path) -> None:
    names = {measure.name for measure in DAILY}
    assert all(line.series in names for chart in charts.CHARTS for line in chart.lines)
    run = WatchedRun(scenario=world(tmp_path))
    empty = charts.small_chart(charts.CHARTS[0], [run.view()], chart_colours(True))
    assert empty["series"][0]["data"] == []
    for _ in range(3):
        run.step()
    option = charts.small_chart(charts.CHARTS[0], [run.view()], chart_colours(False))
    column = [measure.name for measure in DAILY].index("food_days")
    assert option["series"][0]["data"] == [(row[0], row[column]) for row in run.siege.daily]
    twin = run.copy()
    assert all(value == 0 for _, value in charts.difference([run.view(), twin.view()], "dead_civilians"))


def test_words_at_the_end_of_lines_do_not_cover_one_another(tmp_path: Path) -> None:
    run = WatchedRun(scenario=world(tmp_path))
    for _ in range(3):
        run.step()
    for chart in charts.CHARTS:
        option = charts.small_chart(chart, [run.view()], chart_colours(False))
        values = [value for line in option["series"] for _, value in line["data"]]
        low, high = min(0.0, *values), max(*values, chart.top or 0.0)
        scale = chart_options.PLOT_HEIGHT / ((high - low) or 1.0)
        heights = sorted(
            (line["data"][-1][1] - low) * scale - line["markPoint"]["label"]["offset"][1] for line in option["series"]
        )
        assert all(b - a >= chart_options.LABEL_SPACING - 0.5 for a, b in itertools.pairwise(heights))


def test_long_counts_are_told_in_thousands(tmp_path: Path) -> None:
    [forces] = [chart for chart in charts.CHARTS if chart.name == "strength"]
    run = WatchedRun(scenario=world(tmp_path))
    assert charts.unit_of(forces, [run.view()]) == "people"
    run.step()
    run.step()
    day = run.view()
    assert charts.unit_of(forces, [day]) == "people"
    many = day._replace(rows=[tuple(figure * 100 for figure in row) for row in day.rows])
    assert charts.unit_of(forces, [many]) == "thousand people"
    few, lots = (charts.small_chart(forces, [one], chart_colours(False))["series"][2]["data"] for one in (day, many))
    assert [value / 10 for _, value in lots] == pytest.approx([value / 100 for _, value in few])
