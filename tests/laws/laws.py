"""What holds in every siege on every day, checked from the columns and not from the model's own counts."""

import json

import numpy as np

from sim.model import SiegeModel
from sim.scenario.ground import Holder, Terrain
from sim.state.arrivals import KIND_OF, arrival_rows
from sim.state.columns import FORCE, IS_FIT, IS_WOUNDED, MASS, MIND, ONE, Kind, Status
from sim.state.serialize import state_of
from sim.state.siege import Siege
from sim.theory.bodies import FIT

PEOPLE_STATUSES = [status for status in Status if status != Status.awaited]
FINAL = [status for status in PEOPLE_STATUSES if status not in (Status.inside, Status.aboard)]


def heads(siege: Siege, kind: Kind, status: Status) -> int:
    """People of a kind in a status, from the columns."""
    a, b = siege.layout.kind_start[kind : kind + 2]
    people = siege.people
    return int(people.weight[a:b][people.status[a:b] == status].astype(np.int64).sum())


class Watch:
    """Looks at a siege after every day, and remembers what may not change."""

    def __init__(self, model: SiegeModel) -> None:
        self.model, self.siege = model, model.siege
        siege, s = self.siege, model.siege.scenario
        self.status = siege.people.status.copy()
        self.reserved = siege.initial.reserve_fighters, siege.initial.reserve_besiegers
        self.start = {
            Kind.civilian: s.population.civilians,
            Kind.fighter: s.garrison.fighters,
            Kind.besieger: s.besieger.manpower,
        }
        self.traits = [c.copy() for c in (siege.people.weight, siege.people.group, siege.people.need)]
        self.check()

    def run(self, days: int = 10_000) -> SiegeModel:
        """Go on to the end, or for so many days, with a look after each."""
        horizon = self.siege.scenario.clock.horizon_days
        for _ in range(days):
            if not self.model.running:
                break
            assert self.siege.day < horizon + 400, "a convoy may delay the end, but not for ever"
            self.model.step()
            self.check()
        return self.model

    def arrivals_are_on_time(self) -> None:
        """Nobody arrives before the day; besiegers arrive on it, fighters when no convoy is under way."""
        siege = self.siege
        for block in arrival_rows(siege.scenario, siege.layout.kind_start, self.reserved):
            day, awaited = block.arriving.day, siege.people.status[block.first] == Status.awaited
            if day is not None:
                assert awaited or day < siege.day
                assert not awaited or day >= siege.day or block.arriving.people.side == "garrison"

    def check(self) -> None:
        """Every law."""
        self.people_are_conserved()
        self.arrivals_are_on_time()
        self.sums_are_those_of_the_columns()
        self.deals_add_up()
        self.the_final_is_final()
        self.food_is_conserved()
        self.all_is_in_range()
        self.everyone_stands_somewhere()

    def people_are_conserved(self) -> None:
        """start + arrived = sum of the statuses, and the counts and the toll agree with the columns."""
        siege = self.siege
        for kind in Kind:
            blocks = arrival_rows(siege.scenario, siege.layout.kind_start, self.reserved)
            arrived = sum(
                block.arriving.people.men
                for block in blocks
                if KIND_OF[block.arriving.people.side] == kind and siege.people.status[block.first] != Status.awaited
            )
            by_status = {status: heads(siege, kind, status) for status in PEOPLE_STATUSES}
            assert sum(by_status.values()) == self.start[kind] + arrived
            assert by_status == {status: siege.people_in(kind, status) for status in PEOPLE_STATUSES}
            assert by_status[Status.dead] == siege.deaths[kind].sum()
        assert (siege.deaths >= 0).all()

    def sums_are_those_of_the_columns(self) -> None:
        """Minds, bodies and the fit of each kind, and what these bring to a fight, in whole 1/65536."""
        siege, people = self.siege, self.siege.people
        for kind in Kind:
            rows = slice(*siege.layout.kind_start[kind : kind + 2])
            heads = people.weight[rows].astype(np.int64) * (people.status[rows] == Status.inside)
            mind, mass, fit = people.mind[rows], people.mass[rows], heads * (people.health[rows].astype(float) >= FIT)
            counted = siege.faction_counts[kind].sum(axis=0)
            assert counted[MIND] == (np.int64(mind * np.float32(ONE)) * heads).sum()
            assert counted[MASS] == (np.int64(mass * np.float32(ONE)) * heads).sum()
            assert (counted[IS_FIT], counted[IS_WOUNDED]) == (fit.sum(), heads.sum() - fit.sum())
            body = np.clip(mass.astype(float) / 0.85, siege.kernel_params["assault"]["strength_share"], 1.0)
            assert counted[FORCE] == (np.int64(mind * body * ONE) * fit).sum()

    def deals_add_up(self) -> None:
        """Every fighter at a signing has one part in the deal, whatever happens on the road."""
        for deal in self.siege.deals:
            parts = deal.left + deal.settled + deal.custody + deal.stayed + deal.excluded_left
            assert parts == deal.fighters_at_signing
            assert min(deal.left, deal.settled, deal.custody, deal.stayed, deal.extra_arms, deal.found) >= 0

    def the_final_is_final(self) -> None:
        """Who is dead, gone or settled stays so; who is who never changes."""
        people = self.siege.people
        gone = np.isin(self.status, FINAL)
        assert (people.status[gone] == self.status[gone]).all()
        assert not ((people.status == Status.awaited) & (self.status != Status.awaited)).any()
        for before, now in zip(self.traits, (people.weight, people.group, people.need), strict=True):
            assert np.array_equal(before, now)
        self.status = people.status.copy()

    def food_is_conserved(self) -> None:
        """start + came in = stored + gone, in grams."""
        stores = self.siege.stores
        assert stores.start_g + stores.came_in_g() == stores.food_g + stores.gone_g()
        grams = {name: value for name, value in vars(stores).items() if name.endswith("_g")}
        assert all(type(value) is int and value >= 0 for value in grams.values()), grams
        on_the_way = stores.road_g + stores.road_eaten_g + stores.refuge_g
        assert stores.carried_g + stores.given_g == on_the_way
        if not self.siege.convoy.under_way:
            assert stores.road_g == 0

    def all_is_in_range(self) -> None:
        """Bodies, minds and ground are shares, and every number is one."""
        siege = self.siege
        people, grid = siege.people, siege.grid
        assert ((people.mind >= 0) & (people.mind <= 1)).all()
        assert ((people.mass >= 0.3) & (people.mass <= 1)).all()
        assert ((people.health >= 0) & (people.health <= 1)).all()
        assert ((people.health == 0) == (people.status == Status.dead)).all()
        assert ((grid.ring_open >= 0) & (grid.ring_open <= 1)).all()
        assert ((grid.rubble >= 0) & (grid.rubble <= 1)).all()
        for layer in (grid.cover, grid.danger, grid.risk, grid.step_probability):
            assert (np.isfinite(layer) & (layer >= 0)).all()
        json.dumps([state_of(siege), siege.ledger, siege.daily], allow_nan=False)  # refuses nan and inf
        assert 0 <= siege.public.attention <= 1
        assert 0 <= siege.convoy.ration <= 1
        assert all(type(line["public"]) is bool for line in siege.ledger)
        days = [line["day"] for line in siege.ledger]
        assert days == sorted(days)

    def everyone_stands_somewhere(self) -> None:
        """Whoever is here stands on ground that someone holds; ground changes hands, never its nature."""
        siege = self.siege
        grid = siege.grid
        here = np.isin(siege.people.status, (Status.inside, Status.aboard))
        assert (grid.holder[siege.people.cell[here]] != Holder.nobody).all()
        assert ((grid.holder == Holder.nobody) == (grid.first_holder == Holder.nobody)).all()
        assert (grid.holder[grid.terrain == Terrain.water] == Holder.nobody).all()
        assert siege.held_cells() <= siege.initial.cells
