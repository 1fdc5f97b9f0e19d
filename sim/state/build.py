"""The first day: people and ground made from a scenario."""

from typing import NamedTuple

import numpy as np

from sim.constants import constant
from sim.scenario.errors import ScenarioError, shown
from sim.scenario.ground import Holder, SiegeMap, Terrain
from sim.scenario.schedule_rules import arrivals
from sim.scenario.schema import Scenario, people_per_row
from sim.state.arrivals import KIND_OF, ArrivalRows, arrival_rows
from sim.state.columns import FOREIGN, KIN, TRAIT_STEP, Groups, Kind, People, RowLayout, Status, empty, uid_of
from sim.state.draw import BODY, BUILD, FIRST_MIND, NEED, key_of, normals, uniforms
from sim.state.grid import grid_of, ground_of, shape_of
from sim.state.memo import memoize_last
from sim.state.siege import Siege
from sim.state.siege_state import InitialCounts

#: Relative density of civilians by terrain.
DENSITY = {
    Terrain.open: 0.1,
    Terrain.fields: 0.2,
    Terrain.town: 2.0,
    Terrain.dense: 4.0,
    Terrain.mountain: 0.3,
    Terrain.base: 0.5,
    Terrain.water: 0.0,
    Terrain.hospital: 2.0,
}
BESIEGER_SPREAD = constant(0.08, "morale", "standard deviation of the besiegers' first morale", low=0.0, high=0.2)
PEOPLE_PER_TREATMENT = constant(
    500.0, "person", "people inside for whom a day's medicine holds one treatment", low=100.0, high=2000.0
)


class Reserve(NamedTuple):
    """Rows kept empty at the end of a kind, for people who may come from other sieges of a theatre."""

    fighters: int = 0
    besiegers: int = 0


NOBODY = Reserve()


def build(scenario: Scenario, place: SiegeMap, seed: int, reserve: Reserve = NOBODY) -> Siege:
    """The siege on the morning of day 0. The same seed gives the same people, whatever the besieger's number.

    Raises ScenarioError where the seed is not a whole number from 0 to 2**32 - 1.
    """
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**32:
        raise ScenarioError(f"seed = {shown(seed)}: must be a whole number from 0 to 4294967295")
    grid = grid_of(place)
    shape = shape_of(place)
    scales = people_per_row(scenario)
    scale = scales["fighters"]
    g, b, p = scenario.garrison, scenario.besieger, scenario.population
    foreign = round(g.fighters * g.foreign_share)
    local = g.fighters - foreign
    late: dict[str, list[np.ndarray]] = {side: [] for side in KIND_OF}
    for each in arrivals(scenario):
        late[each.people.side].append(_weights(each.people.men, scale))
    weights = [
        _weights(p.civilians, scales["civilians"]),
        np.concatenate(
            [_weights(local, scale), _weights(foreign, scale), *late["garrison"], _weights(reserve.fighters, 1)]
        ),
        np.concatenate([_weights(b.manpower, scale), *late["besieger"], _weights(reserve.besiegers, 1)]),
    ]
    start = np.concatenate([[0], np.cumsum([w.size for w in weights])]).astype(np.int64)
    people = empty(int(start[3]))
    people.weight[:] = np.concatenate(weights)
    joining = arrival_rows(scenario, start, reserve)
    group_start = _groups(people, start, scenario, _weights(local, scale).size, joining, reserve)
    layout = RowLayout(start, group_start)
    _fighters(people, start, scenario, _weights(local, scale).size, joining, seed)
    _kin(people, start, round(p.kin_per_fighter * local))
    _besiegers(people, start, scenario, seed)
    later = sum(block.last - block.first for block in joining if block.arriving.people.side == "garrison")
    people.status[start[2] - reserve.fighters - later : start[2]] = Status.awaited
    _traits(people, start, seed)
    _settle(people, layout, place, seed)
    cells = int((grid.holder == Holder.garrison).sum())
    initial = InitialCounts(
        fighters=g.fighters,
        civilians=p.civilians,
        besiegers=b.manpower,
        cells=cells,
        fields=int(((grid.holder == Holder.garrison) & (grid.terrain == Terrain.fields)).sum()),
        need_g=(g.fighters + p.civilians) * scenario.supply.ration_g,
        reserve_fighters=reserve.fighters,
        reserve_besiegers=reserve.besiegers,
    )
    groups = Groups(*(np.zeros(group_start.size - 1, np.float32) for _ in range(3)))
    siege = Siege(scenario, seed, people, layout, groups, grid, shape, initial)
    siege.stores.food_g = siege.stores.start_g = round(scenario.supply.food_days * initial.need_g)
    siege.stores.treatments = scenario.supply.medicine_days * (g.fighters + p.civilians) / PEOPLE_PER_TREATMENT
    return siege


def _weights(count: int, scale: int) -> np.ndarray:
    """Rows for a number of people: full rows, and one for the remainder, so that the sum is exact."""
    rows = np.full(count // scale, scale, np.uint16)
    return np.append(rows, np.uint16(count % scale)) if count % scale else rows


def _groups(
    people: People,
    start: np.ndarray,
    scenario: Scenario,
    local_rows: int,
    joining: list[ArrivalRows],
    reserve: Reserve,
) -> np.ndarray:
    """Households, squads, units: runs of rows. Writes group; returns the first row of each, int64.

    Arrivals of the schedule form squads and units of their own; reinforcements fill up the last unit of the besiegers.
    """
    # Households have 5 or 6 members at a mean of 5.5; a row that stands for several households is one by itself.
    size = max(1.0, scenario.population.household_size / people_per_row(scenario)["civilians"])
    rows = np.arange(start[1])
    household = np.floor(rows / size).astype(np.int64)
    fighters, besiegers = int(start[2] - start[1]), int(start[3] - start[2])
    late = {side: [] for side in KIND_OF}
    for block in joining:
        if block.arriving.entry:
            late[block.arriving.people.side].append(block.last - block.first)
    foreign_rows = fighters - local_rows - sum(late["garrison"]) - reserve.fighters
    first_besiegers = besiegers - sum(late["besieger"]) - reserve.besiegers
    squad = _blocks((local_rows, foreign_rows, *late["garrison"], reserve.fighters), scenario.garrison.squad_size)
    unit = _blocks((first_besiegers, *late["besieger"], reserve.besiegers), scenario.besieger.unit_size)
    first_squad = int(household[-1]) + 1 if household.size else 0
    first_unit = first_squad + (int(squad[-1]) + 1 if squad.size else 0)
    people.group[:] = np.concatenate([household, first_squad + squad, first_unit + unit])
    changes = np.flatnonzero(np.diff(people.group)) + 1
    return np.concatenate([[0], changes, [people.group.size]]).astype(np.int64)


def _blocks(rows: tuple[int, ...], size: int) -> np.ndarray:
    """Numbers of groups of `size` rows; none reaches from one block of rows into the next."""
    first, numbers = 0, []
    for n in rows:
        numbers.append(first + np.arange(n) // size)
        first += -(-n // size)
    return np.concatenate(numbers)


def _fighters(
    people: People, start: np.ndarray, scenario: Scenario, local_rows: int, joining: list[ArrivalRows], seed: int
) -> None:
    """Factions and first morale of the fighters. Writes flags, mind."""
    g = scenario.garrison
    a, b = start[1], start[2]
    people.flags[a + local_rows : b] |= FOREIGN
    for block in joining:
        if block.arriving.people.side == "garrison" and not block.arriving.people.foreign:
            people.flags[block.first : block.last] &= ~FOREIGN & 0xFF
    mood = normals(key_of(seed, 0, FIRST_MIND), uid_of(Kind.fighter, 0), b - a)
    bonus = np.where(people.flags[a:b] & FOREIGN, scenario.morale.foreign_bonus, 0.0)
    people.mind[a:b] = np.clip(g.morale + bonus + g.morale_spread * mood, 0.02, 1.0)


def _kin(people: People, start: np.ndarray, wanted: int) -> None:
    """Mark the first whole households as fighters' families, about as many people as wanted. Writes flags."""
    heads = np.cumsum(people.weight[: start[1]].astype(np.int64))
    households = people.group[: start[1]]
    # A household of which a part would be over the number stays out as a whole.
    over = households[heads > wanted]
    people.flags[: start[1]][households < over[0] if over.size else slice(None)] |= KIN


def _traits(people: People, start: np.ndarray, seed: int) -> None:
    """What sets bodies apart, for life. Writes need, build."""
    for kind in (Kind.civilian, Kind.fighter):
        a, b = start[kind], start[kind + 1]
        for column, stream in ((people.need, NEED), (people.build, BODY)):
            z = normals(key_of(seed, 0, stream), uid_of(kind, 0), b - a)
            column[a:b] = np.clip(np.rint(z / TRAIT_STEP), -127, 127).astype(np.int8)


def _besiegers(people: People, start: np.ndarray, scenario: Scenario, seed: int) -> None:
    """First morale of the besiegers; those who come later are awaited. Writes mind, status."""
    a, b = start[2], start[3]
    mood = normals(key_of(seed, 0, FIRST_MIND), uid_of(Kind.besieger, 0), b - a)
    people.mind[a:b] = np.clip(scenario.besieger.morale + BESIEGER_SPREAD * mood, 0.05, 1.0)
    present = _weights(scenario.besieger.manpower, people_per_row(scenario)["besiegers"]).size
    people.status[a + present : b] = Status.awaited


class Homes(NamedTuple):
    """Where people of a place are on the first day."""

    held: np.ndarray  # int64, the garrison's cells
    share: np.ndarray  # float64, share of the civilians up to each of them
    counted: tuple[np.ndarray, np.ndarray] | None  # int64, the cells along a path, civilians of the map up to each
    lines: tuple[np.ndarray, np.ndarray]  # int64, the cells of either side along the line


@memoize_last
def homes_of(place: SiegeMap) -> Homes:
    """By the civilians of the map or else the density of the terrain, and along the line."""
    ground, width = ground_of(place), shape_of(place).width
    density = np.array([DENSITY[Terrain(t)] for t in range(len(Terrain))])[ground.terrain[ground.pocket]]
    lines = [
        line_of(ground.first_holder, width, side, other)
        for side, other in ((Holder.garrison, Holder.besieger), (Holder.besieger, Holder.garrison))
    ]
    counted = None
    if place.civilians is not None:
        cells = to_and_fro(np.arange(ground.terrain.size).reshape(-1, width)[1:-1, 1:-1])
        counted = cells, np.cumsum(to_and_fro(place.civilians), dtype=np.int64)
    return Homes(ground.pocket.astype(np.int64), np.cumsum(density) / density.sum(), counted, (lines[0], lines[1]))


def _settle(people: People, layout: RowLayout, place: SiegeMap, seed: int) -> None:
    """Put everyone on the map: civilians at home, squads and besiegers along the line. Writes cell."""
    held, share, counted, lines = homes_of(place)
    start = layout.kind_start
    groups = layout.group_start.size - 1
    where = uniforms(key_of(seed, 0, BUILD), 0, groups)
    if counted is None:
        homes = held[np.minimum(np.searchsorted(share, where), held.size - 1)]
        people.cell[: start[1]] = homes[people.group[: start[1]]]
    else:
        order = np.argsort(where[people.group[: start[1]]], kind="stable")
        people.cell[order] = homes_along(*counted, people.weight[order].astype(np.int64))
    for kind, line in zip((Kind.fighter, Kind.besieger), lines, strict=True):
        a, b = start[kind], start[kind + 1]
        if b > a:
            # Golden steps spread consecutive squads evenly around the line, so that no stretch is of one faction;
            # besiegers one by one, so that the ring is as even at one man a row as at many.
            order = people.group[a:b] - people.group[a] if kind == Kind.fighter else np.arange(b - a)
            people.cell[a:b] = line[np.floor((order * 0.6180339887) % 1.0 * line.size).astype(np.int64)]


def to_and_fro(layer: np.ndarray) -> np.ndarray:
    """The values of a layer (rows, columns) of any dtype as (cells,), each second row backwards.

    So consecutive cells are neighbours, and so are the homes of a household that one cell cannot hold.
    """
    path = layer.copy()
    path[1::2] = layer[1::2, ::-1]
    return path.ravel()


def homes_along(cells: np.ndarray, up_to: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The cell of each row of civilians, int64 (n,): rows are laid end to end along the cells of a path.

    `cells` and `up_to`, the people of the map up to each of them, are int64 (c,); `weights` int64 (n,), the people of
    each row. A cell gets its share to within the people of one row, and any stretch of the path does; where rows are of
    one person and as many as the map has, it gets exactly the number of the map.
    """
    ends = np.cumsum(weights)
    middles = 2 * ends - weights
    return cells[np.searchsorted(2 * weights.sum() * up_to, middles * up_to[-1], side="right")]


def line_of(holder: np.ndarray, width: int, side: Holder, other: Holder) -> np.ndarray:
    """Cells of one side that touch the other's, flat indices. `holder` is uint8 (cells,); the result int64 (n,)."""
    own = holder == side
    near = np.zeros_like(own)
    for step in (-1, 1, -width, width):
        near |= np.roll(holder == other, step)
    return np.flatnonzero(own & near)
