"""The map in words: names of places, what a cell holds, the lives of people, dated marks."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from small_siege import hamlet, world

from sim.dashboard.live.backdrop import bridge_cells, read_backdrop
from sim.dashboard.live.map_frames import PLANES
from sim.dashboard.live.map_markers import markers_of
from sim.dashboard.live.person_card import life_of, people_in_cell, person_card
from sim.dashboard.live.place_card import cell_counts, danger_text, past_reading, place_view, reading
from sim.dashboard.live.places import DIRECTIONS, place_name, position_text
from sim.dashboard.live.recent_marks import MARK_DAYS, RecentMarks
from sim.dashboard.pages.live_map import ground_key
from sim.dashboard.session.watched_run import WatchedRun
from sim.scenario.ground import Terrain
from sim.scenario.load import load_scenario
from sim.state.columns import Kind, Status, uid_of
from sim.state.events import Event
from sim.state.siege import Siege


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> WatchedRun:
    """A siege with a convoy, at its end; one person was followed from day 1."""
    hungry = load_scenario(
        str(hamlet(tmp_path_factory.mktemp("places"))), {"supply.food_days": 5.0, "besieger.manpower": 480}
    )
    run = WatchedRun(scenario=hungry, seed=6)
    run.step()
    run.marks.follow(run.siege, 3)
    seen = [run.marks.followed.last]  # type: ignore[union-attr]
    while not run.over:
        run.step()
        seen.append(run.marks.followed.last)  # type: ignore[union-attr]
    run.seen = seen  # type: ignore[attr-defined]
    return run


def test_every_cell_has_a_name_and_a_side_of_the_compass(run: WatchedRun) -> None:
    siege = run.siege
    width = siege.shape.width
    names = {cell: place_name(siege, cell) for cell in range(siege.grid.terrain.size)}
    assert all(name[0].isupper() for name in names.values())
    assert all("centre" in name or any(direction in name for direction in DIRECTIONS) for name in names.values())
    corners = {
        "north-west": width + 1, "north-east": 2 * width - 2,
        "south-west": (siege.shape.height - 2) * width + 1, "south-east": (siege.shape.height - 1) * width - 2,
    }  # fmt: skip
    for direction, cell in corners.items():
        assert names[cell].endswith(f"outside the pocket, to the {direction}")
        south, east = direction.split("-")
        assert south in position_text(siege, cell)
        assert east in position_text(siege, cell)
    [hospital] = np.flatnonzero(siege.grid.terrain == Terrain.hospital)[:1]
    assert names[int(hospital)].startswith("Hospital in the ")
    assert dict(place_view(siege, int(hospital)).facts)["Hospital"] == "here"


def test_cells_hold_everybody_once(tmp_path: Path) -> None:
    run = WatchedRun(scenario=world(tmp_path))
    for _ in range(6):
        run.step()
    siege = run.siege
    counts = [cell_counts(siege, cell) for cell in range(siege.grid.terrain.size)]
    for kind in Kind:
        assert sum(cell[kind].inside for cell in counts) == siege.inside(kind)
        assert sum(cell[kind].wounded for cell in counts) == siege.wounded(kind)
        assert sum(cell[kind].dead for cell in counts) == siege.people_in(kind, Status.dead)
    busiest = max(range(len(counts)), key=lambda cell: counts[cell][Kind.civilian].inside)
    here = counts[busiest][Kind.civilian].inside
    assert any(line.startswith(f"{here} civilians") for line in reading(siege, busiest)["lines"])


def test_rows_that_say_the_same_are_one_group_and_nothing_internal_is_shown(tmp_path: Path) -> None:
    run = WatchedRun(scenario=world(tmp_path))
    for _ in range(4):
        run.step()
    siege = run.siege
    for cell in np.unique(siege.people.cell).tolist():
        groups = people_in_cell(siege, cell)
        labels = [(group["kind"], group["label"].partition(" ")[2]) for group in groups]
        assert len(labels) == len({*labels})
        heads = sum(int(group["label"].partition(" ")[0]) for group in groups)
        assert heads == sum(one.inside + one.aboard for one in cell_counts(siege, cell))
        for group in groups:
            lines = [(line["label"], line["note"]) for line in group["people"]]
            assert len(lines) == len({*lines}), "identical rows"
    card = person_card(siege, 3)
    assert "unique_id" not in json.dumps(card)
    assert str(uid_of(Kind.civilian, 3)) not in json.dumps(card)


def test_a_life_is_told_in_words(run: WatchedRun) -> None:
    siege = run.siege
    [convoy] = [entry for entry in siege.ledger if entry["event"] == Event.tranche_left][:1]
    rows = np.flatnonzero((siege.tranche == 0) & (siege.people.status == Status.evacuated))
    assert f"Boarded the convoy on day {convoy['day']}." in life_of(siege, int(rows[0]))
    siege.people.mass[rows[0]], siege.people.health[rows[0]] = 0.91, 0.5
    life = life_of(siege, int(rows[0]))
    assert "Has lost 9% of body mass since day 0." in life
    assert "Wounded: health 50%." in life
    assert any(line.startswith("Of the ") and line.endswith(".") for line in life)


def test_the_log_of_a_followed_person_is_what_happened(run: WatchedRun) -> None:
    log, seen = run.marks.followed, run.seen  # type: ignore[attr-defined]
    assert log is not None
    assert log.since == 1
    moves = sum(a.cell != b.cell and a.status == b.status == Status.inside for a, b in itertools.pairwise(seen))
    assert log.moves == moves > 0
    changes = [day for day, (a, b) in enumerate(itertools.pairwise(seen), 1) if a.status != b.status]
    moved = [day for day, text in log.lines if not text.startswith(("moved", "wounded", "recovered"))]
    assert moved == changes
    copy = run.copy().marks.followed
    assert copy is not None
    assert copy is not log
    assert copy.lines == log.lines


def test_old_shelling_is_not_called_shelling_of_today(run: WatchedRun) -> None:
    grid = run.siege.grid
    cell = int(grid.pocket[0])
    grid.danger[cell], grid.struck[cell], grid.contested[cell] = 8.0, 0, 0
    assert danger_text(run.siege, cell) == "quiet on the last day, heavy recent shelling"
    grid.struck[cell] = 1
    assert danger_text(run.siege, cell) == "struck on the last day, heavy recent shelling"


def test_marks_carry_their_age_and_are_forgotten(run: WatchedRun, tmp_path: Path) -> None:
    siege: Siege = WatchedRun(scenario=world(tmp_path)).siege
    marks, day = RecentMarks(), 5
    siege.grid.contested[siege.grid.pocket[0]] = 1
    siege.ledger.append({"day": day, "event": Event.push_repulsed, "party": "besieger", "reason": ""})
    ages = []
    for siege.day in range(day + 1, day + MARK_DAYS + 3):
        marks.record(siege, run.encoder)
        ages.append([age for _, _, _, age in marks.shown(siege.day)])
    assert ages == [[age] for age in range(MARK_DAYS)] + [[]] * 2
    markers = markers_of(run.siege, run.encoder, run.marks)
    assert run.siege.ending is not None
    assert markers["day"] == run.siege.ending.day
    assert str(run.siege.scenario.clock.start.year) in markers["date"]


def test_counts_of_a_past_day_are_those_that_were_drawn(tmp_path: Path) -> None:
    run = WatchedRun(scenario=world(tmp_path))
    for _ in range(3):
        run.step()
    siege, encoder = run.siege, run.encoder
    frame = encoder.frame(siege)
    planes = np.frombuffer(frame, np.uint8).reshape(len(PLANES), encoder.viewport.height, encoder.viewport.width)
    for kind in Kind:
        for x, y in itertools.product(range(encoder.viewport.width), range(encoder.viewport.height)):
            real = int(siege.grid.crowd[kind][encoder.cell(siege, x, y)])
            rough = encoder.rough_count(kind, int(planes[2 + kind, y, x]))
            assert (rough > 0) == (real > 0)
            if real < len(encoder.opacity[kind]) // 4:  # beyond, all are drawn alike
                assert abs(rough - real) <= 1 + 0.1 * real
    x, y = encoder.position(siege, int(siege.grid.crowd[Kind.civilian].argmax()))
    said = past_reading(siege, encoder, frame, (x, y), "Here")
    assert said["title"] == "Here"
    assert said["lines"][0].startswith("About ")
    assert "civilians" in said["lines"][0]


def test_bridges_of_real_ground_are_named() -> None:
    siege = WatchedRun(scenario=load_scenario("fernholm")).siege
    backdrop = read_backdrop("fernholm")
    cells = bridge_cells(backdrop, siege)
    assert cells
    for line in backdrop["bridges"]:
        x, y = int(line[0]) + 1, int(line[1]) + 1  # the grid has a border of one cell
        assert y * siege.shape.width + x in cells
    assert place_name(siege, min(cells), "bridge").startswith("Bridge ")
    assert bridge_cells({**backdrop, "rows": 3}, siege) == set()


def test_the_key_names_the_ground_that_the_map_has() -> None:
    labels = [one["label"] for one in ground_key([int(Terrain.water), int(Terrain.hospital)], False, False)]
    assert labels[:2] == ["Hospital", "Water"]
    assert not {"Fields", "Street"} & {*labels}
    everything = [one["label"] for one in ground_key([int(one) for one in Terrain], True, True)]
    assert {"Dense town", "Bridge", "Ruins (the darker, the more)", "Reported by observers"} <= {*everything}
