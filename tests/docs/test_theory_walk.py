"""The siege that docs/theory.md works through by hand: the rules recompute every number on the page."""

import math
import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from worlds import DAY

from sim.scenario.load import load_scenario
from sim.scenario.parameters import parameters
from sim.state.day_inputs import packed, party_params_of
from sim.theory import (
    assault,
    beliefs,
    besieger_deals,
    besieger_options,
    best_offer,
    campaign,
    campaign_forecast,
    credibility,
    decision,
    garrison_options,
    observers,
    offers,
    packages,
    prices,
    prospects,
    push_forecast,
    situation,
    trust,
)
from sim.theory import patron as patrons
from sim.theory.besieger_options import BesiegerStance
from sim.theory.packages import Package
from sim.theory.partners import Partners, PartnerView

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "theory.md").read_text(encoding="utf-8")
#: `label: number   = formula`; the formula may be missing.
LINE = re.compile(r"^([a-z][^:=\n]*): (-?[\d.]+)(?: +=\s(.*))?$", re.M)
ROW = re.compile(r"^\| (-?\d\.\d\d) \| (\d\.\d+) \| (\d\.\d+) \| (\d\.\d+) \|$", re.M)
NUMBERS = {label: (number, formula) for label, number, formula in LINE.findall(PAGE)}

TOWN = load_scenario("baseline")
N = TOWN.negotiation.exact()
PARAMS, SITUATION = party_params_of(TOWN), packed(DAY, "f8")
LASTED = 90.0  # endurance as it was estimated two days before
#: His own dead of a campaign enter his price of a split alone, which is not on this page.
STANCE = BesiegerStance(0.0, 0.0, 0.0, 1.0, 1.0, 165.0, 640.0, False, False)


def utilities_of_the_garrison(
    road: float, danger: dict[bool, float], endurance: float, storm: float, alive: float
) -> dict[str, float]:
    """The garrison's part of the calculation, given its beliefs; labels end in the faction's name."""
    values, g = {}, TOWN.garrison
    hope = N.leave_hope * math.exp(-DAY.day / N.leave_hope_days)
    outlook = garrison_options.Outlook(endurance, storm, alive, road, hope, DAY.relief * TOWN.relief.hope, 0.55)
    for foreign, name in ((False, "local"), (True, "foreigner")):
        theta = garrison_options.resolve.py_func(N, g.ideology, foreign)
        leave = garrison_options.utility_of_leaving.py_func(
            N, outlook, theta, danger[foreign], g.ideology, g.home_ties, g.refuge, foreign
        )
        give_up = garrison_options.utility_of_giving_up.py_func(N, danger[foreign], g.ideology)
        plight = garrison_options.civilians_plight.py_func(N, DAY, g.home_ties, foreign)
        fight = garrison_options.utility_of_fighting.py_func(
            N, DAY, outlook, theta, danger[foreign], leave, give_up, plight
        )
        values |= {f"value of holding out, {name}": theta, f"leaving, {name}": leave, f"giving up, {name}": give_up}
        values |= {f"plight of the civilians, {name}": plight, f"fighting on, {name}": fight}
        values[f"gain from safe passage, {name}"] = leave - fight
        # Intermediate values, as in `utility_of_fighting`.
        caught = 0.85 * max(give_up, 0.5 * (1.0 - danger[foreign]))
        values[f"end without a storm, {name}"] = quiet = hope * max(leave, give_up) + (1.0 - hope) * caught
        values[f"any end, {name}"] = storm * alive * (1.0 - danger[foreign]) + (1.0 - storm) * quiet
    return values


def first_push() -> dict[str, float]:
    """The first quarter of the first push, at the median fortune, from the rules that `push_forecast.push` uses."""
    a, b, m, s = TOWN.assault, TOWN.besieger, TOWN.movement, {}
    held = DAY.ground * DAY.cells
    s["cells to take"] = goal = campaign.push_goal.py_func(held, DAY.cells, a.objective_share)
    s["days of the push"] = days = campaign.push_days.py_func(
        prospects.unopposed_days.py_func(held, goal, a.advance_m_day, DAY.cell_m), a.patience
    )
    s["radius of the pocket"] = radius = math.sqrt(held / math.pi) * DAY.cell_m
    s["metres walked"] = walked = 0.5 * days / push_forecast.STEPS * m.besieger_m_day
    s["brought to the assault"] = brought = DAY.besiegers_fit * situation.assault_share.py_func(
        b.cordon_share, b.reserve_share
    )
    s["gathered, attackers"] = come = push_forecast.gathered.py_func(walked, 2.0 * math.pi * radius / 3.0)
    s["attackers on the line"] = on_line = push_forecast.ON_LINE * brought * come
    s["gathered, defenders"] = moved = push_forecast.gathered.py_func(walked, push_forecast.WAY_THROUGH * radius)
    s["defenders on the line"] = facing = (
        push_forecast.ON_LINE * DAY.fit * ((1.0 - m.mobile_share) / 3.0 + m.mobile_share * moved)
    )
    s["strength of an attacker"] = DAY.besieger_strength
    s["strength of the attack"] = attack = on_line * DAY.besieger_strength
    s["strength of the defence"] = defence = facing * assault.strength.py_func(a, DAY.morale, DAY.mass_fighters)
    s["support"] = support = prospects.support.py_func(DAY.inflow, DAY.stock, N.envelopment)
    s["odds of ground"] = odds = assault.odds_of_ground.py_func(
        attack, defence, DAY.cover, support, a.fortune_median
    ) ** (2.0 / 3.0)
    s["cells on the line"] = line = 2.0 * math.sqrt(math.pi * held) / 3.0
    s["lost of the sector"] = gone = 1.0 - DAY.ground
    s["cells gained a day"] = line * (
        push_forecast.ON_LINE * assault.taken_per_day.py_func(odds, a.advance_m_day, DAY.cell_m)
        - gone * assault.regained_per_day.py_func(odds, a.advance_m_day, DAY.cell_m)
    )
    s["faced by a defender"] = share = push_forecast.faced.py_func(attack, defence)
    s["faced by an attacker"] = own_share = push_forecast.faced.py_func(defence, attack)
    s["hits on defenders a day"] = facing * assault.defender_hits_per_day.py_func(a, share, 1.0 - share)
    s["defenders overrun a day"] = (
        push_forecast.OVERRUN * facing * assault.taken_per_day.py_func(odds, a.advance_m_day, DAY.cell_m)
    )
    s["hits on attackers a day"] = on_line * assault.attacker_hits_per_day.py_func(
        a, 1.0 - own_share, own_share, DAY.cover
    )
    return s


def yes_of(local: float, foreign: float, resolve: float) -> float:
    """Probability that a garrison with this resolve accepts."""
    mine = [offers.willing.py_func(gain, resolve, N.noise) for gain in (local, foreign)]
    return offers.answer.py_func(*mine, DAY.foreign, False)


@cache
def walk() -> dict[str, float]:
    """Label on the page -> the number, from the rules as plain Python, step by step in the order of the page."""
    s: dict[str, float] = {
        "fighters on the first day": TOWN.garrison.fighters,
        "fighters left": DAY.fighters,
        "fighters who are fit": DAY.fit,
        "share of foreigners": TOWN.garrison.foreign_share,
        "fighting strength": DAY.strength,
        "morale": DAY.morale,
        "days of full ration in store": DAY.stock,
        "inflow": DAY.inflow,
        "body mass of fighters": DAY.mass_fighters,
        "body mass of civilians": DAY.mass_civilians,
        "besiegers": DAY.besiegers,
        "besiegers who are fit": DAY.besiegers_fit,
        "cover": DAY.cover,
        "civilians inside": DAY.civilians_inside,
        "fear of the civilians": DAY.fear,
        "openness of the ring": DAY.ring_open,
        "treatments in store": DAY.treatments,
        "share of treatments that slips in": DAY.medicine,
        "ground held": DAY.ground,
        "cells of the town": DAY.cells,
        "metres of a cell": DAY.cell_m,
        "day of the siege": DAY.day,
        "endurance two days ago": LASTED,
        "desertion per day": DAY.exits,
        "deaths from fire per day": DAY.fire,
        "ideology": TOWN.garrison.ideology,
        "home ties": TOWN.garrison.home_ties,
        "refuge": TOWN.garrison.refuge,
        "road reputation": TOWN.besieger.road_reputation,
        "captor reputation": TOWN.besieger.captor_reputation,
        "guarantor": TOWN.guarantor.strength,
        "threat borne by the besieger": TOWN.besieger.threat_bearer,
        "audience level": TOWN.besieger.audience_cost,
        "mediator": TOWN.mediator.skill,
    }
    s |= first_push()
    first = push_forecast.expected_push(PARAMS, SITUATION, push_forecast.today.py_func(SITUATION))
    s["ground taken by the push, on average"], s["days that it takes, on average"] = first.ground, first.days
    s["own dead of the push"] = TOWN.fire.killed_share * first.own_hits
    expected = campaign_forecast.forecast(PARAMS, SITUATION)
    s["chance to take the town"], s["days of the campaign"] = expected.chance, expected.days
    s["own dead of the campaign"], s["enemy dead of the campaign"] = toll, killed = (
        expected.own_dead,
        expected.enemy_dead,
    )
    s["days without a storm"] = holding = campaign_forecast.endurance(PARAMS, SITUATION)

    b = TOWN.besieger
    s["price of a life"] = besieger_options.life_price.py_func(
        N.life_price, b.reference_manpower, DAY.besiegers, b.scarcity_exponent
    )
    s["value of the place"] = value = N.value_per_fighter * DAY.first_fighters
    s["impatience per day"] = impatience = besieger_options.discount_per_day.py_func(N, False)
    profile = besieger_options.profile_of(PARAMS, SITUATION, STANCE)._replace(life_price=s["price of a life"])
    s["storming"] = besieger_options.utility_of_storming.py_func(profile, expected, impatience)
    s["upkeep per day"] = besieger_options.upkeep_per_day.py_func(N, profile, DAY)
    s["last stand"] = N.last_stand * profile.life_price * toll
    s["slipping out"] = N.slip_out * profile.threat_bearer * N.escaped_danger * DAY.fighters
    s["discount over the wait"] = math.exp(-(impatience + DAY.relief) * LASTED)
    s["waiting"] = besieger_options.utility_of_waiting.py_func(N, profile, DAY, toll, LASTED, impatience, 0.0)
    s["lifting"] = besieger_options.utility_of_lifting.py_func(N, profile)
    s["propensity to storm"] = campaign.storm_propensity.py_func(s["storming"], s["waiting"], value)
    s["orders per day"] = campaign.order_per_day.py_func(s["propensity to storm"])

    s["belief in a storm"] = feared = decision.storm_belief_of.py_func(s["storming"], s["waiting"], value)
    s["broken without a storm, per day"], s["stormed under attack, per day"] = (
        1.0 / holding,
        expected.chance / expected.days,
    )
    s["orders that it expects, per day"] = campaign.order_per_day.py_func(feared)
    s["halts that it expects, per day"] = campaign.halt_per_day.py_func(feared)
    s["endurance"], s["end by storm"] = sober, stormed = prospects.endurance.py_func(
        holding, expected.days / expected.chance, feared, False
    )
    s["collapse per day"] = prospects.collapse_per_day.py_func(DAY, N)
    s["hope"] = math.exp(N.optimism * math.exp(-DAY.day / N.optimism_days))
    s["endurance as it believes"] = hoped = sober * s["hope"]

    s["share seen"] = seen = observers.observed_share.py_func(TOWN.observers.exact(), 0.0)
    s["doubt"] = credibility.doubt.py_func(b.road_reputation, TOWN.guarantor.strength, seen, 0.0)
    s |= road_of(s["doubt"], 0.0, 0.0, "")
    prison = (b.captor_reputation, TOWN.guarantor.strength, N.foreign_danger)
    danger = {foreign: credibility.captivity_danger.py_func(*prison, foreign) for foreign in (False, True)}
    s["danger of captivity, local"], s["danger of captivity, foreigner"] = danger[False], danger[True]

    s["alive after a storm"] = alive = 1.0 - killed / DAY.fighters
    s["hope of a later offer"] = N.leave_hope * math.exp(-DAY.day / N.leave_hope_days)
    s["probability of outlasting the horizon"] = outlasts = math.exp(-N.horizon_days / hoped)
    s["probability of surviving until then"] = math.exp(-(1.0 - stormed) * DAY.fire * hoped * (1.0 - outlasts))
    s["perceived probability of relief"] = 1.0 - math.exp(-DAY.relief * TOWN.relief.hope * hoped)
    s["share of the value of holding out"] = 1.0 - math.exp(-hoped / N.hold_days)
    s |= utilities_of_the_garrison(s["road, as it is feared"], danger, hoped, stormed, alive)

    s["later danger"] = besieger_deals.later_danger.py_func(N, profile, DAY.fighters, 0.0)
    s["public cost"] = besieger_deals.public_cost.py_func(N, profile, DAY.fighters / DAY.first_fighters, False)
    s["safe passage, to the besieger"] = worth = besieger_deals.utility_of_evacuation.py_func(
        N, profile, DAY.fighters, DAY.first_fighters, 0.0, False
    )
    around = packages.Circumstances(
        0.0, TOWN.mediator.skill, TOWN.garrison.home_ties, 1.0 - danger[False], TOWN.garrison.refuge, 14.0, 0.0, 0.0,
        b.audience_cost, 0.0, 0.0, DAY.secret_size,
    )  # fmt: skip
    terms, papers, x = TOWN.terms.exact(), int(Package.settled_or_bus), 0.25
    arms = prices.utility_of_arms.py_func(terms, x, TOWN.garrison.refuge)
    s["arms and baggage, value"] = arms
    s["papers, value to a local"] = prices.utility_of_features.py_func(terms, around, papers, 0.0, N.hold_days, False)
    s["gain from papers or bus, local"] = s["gain from safe passage, local"] + arms + s["papers, value to a local"]
    s["gain from papers or bus, foreigner"] = s["gain from safe passage, foreigner"] + arms
    s["price of papers"] = prices.cost_of_features.py_func(terms, around, papers, impatience, 0.0, value)
    s["price of arms"] = terms.arms_price * x * value
    s["papers or bus, to the besieger"] = (
        besieger_deals.utility_of_evacuation.py_func(N, profile, DAY.fighters, DAY.first_fighters, x, False)
        - s["price of papers"]
        - s["price of arms"]
    )

    local, foreign = s["gain from safe passage, local"], s["gain from safe passage, foreigner"]
    s["acceptance by a local"] = offers.willing.py_func(local, 0.0, N.noise)
    s["acceptance by a foreigner"] = offers.willing.py_func(foreign, 0.0, N.noise)
    s["voice of the foreigners"] = offers.voice.py_func(0.15, 0.85)
    s["acceptance by the garrison"] = yes_of(local, foreign, 0.0)

    belief = beliefs.first_belief(N.belief_spread)
    s["expected acceptance, safe passage"] = expected_acceptance(local, foreign, belief)
    s["expected acceptance, papers or bus"] = expected_acceptance(
        s["gain from papers or bus, local"], s["gain from papers or bus, foreigner"], belief
    )
    s["safe passage, expected"] = first = offers.expected.py_func(
        expected_acceptance(local, foreign, belief), worth, s["waiting"]
    )
    s["papers or bus, expected"] = offers.expected.py_func(
        s["expected acceptance, papers or bus"], s["papers or bus, to the besieger"], s["waiting"]
    )
    s["rate"] = rate = impatience + 1.0 / LASTED + DAY.relief
    upkeep = s["upkeep per day"] * N.blockade_interval_days
    s["another round"] = later = offers.continuation.py_func(
        s["waiting"], first, rate, N.blockade_interval_days, upkeep
    )
    s["value of the offer"] = offers.expected.py_func(expected_acceptance(local, foreign, belief), worth, later)
    s["cost of an offer"] = offers.offer_cost.py_func(b.audience_cost, TOWN.mediator.skill, value)

    taught = beliefs.after_refusal(belief, tuple(yes_of(local, foreign, m) for m in beliefs.RESOLVES))
    s["expected resolve now"] = beliefs.mean_resolve(taught)
    s["expected acceptance now"] = expected_acceptance(local, foreign, taught)

    s["strong guarantor"] = sure = 0.9
    s["doubt, with guarantor"] = credibility.doubt.py_func(b.road_reputation, sure, seen, 0.0)
    s |= road_of(s["doubt, with guarantor"], 0.0, 0.0, ", with guarantor")
    safer = {f: credibility.captivity_danger.py_func(b.captor_reputation, sure, N.foreign_danger, f) for f in danger}
    s["danger of captivity, local, with guarantor"] = safer[False]
    changed = utilities_of_the_garrison(s["road, as it is feared, with guarantor"], safer, hoped, stormed, alive)
    shown = ("leaving", "giving up", "fighting", "gain")
    s |= {f"{label}, with guarantor": number for label, number in changed.items() if label.startswith(shown)}
    s["expected acceptance, with guarantor"] = expected_acceptance(
        s["gain from safe passage, local, with guarantor"],
        s["gain from safe passage, foreigner, with guarantor"],
        belief,
    )

    # A patron with aircraft over the road one day in five, who bears the threat and whose public was promised no deal.
    reach = TOWN.patron.model_copy(update={"reach": 0.2}).exact()
    s["stake of the patron"] = stake = patrons.stake.py_func(N, 1.0, 3.0, DAY.fighters / DAY.first_fighters, 1.0)
    s["civilians aboard"] = aboard = 0.3
    for request, when in ((0.0, "without a request"), (1.0, "with a request")):
        held = patrons.held_back.py_func(TOWN.patron.restraint, aboard, request, TOWN.guarantor.strength)
        crater, strike = patrons.interference.py_func(reach, stake, held)
        s |= {f"restraint {when}": held, f"strike {when}": strike, f"crater {when}": crater}
        s |= road_of(s["doubt"], crater, strike, f" {when}")
        gains = utilities_of_the_garrison(s[f"road, as it is feared {when}"], danger, hoped, stormed, alive)
        s[f"expected acceptance {when}"] = expected_acceptance(
            gains["gain from safe passage, local"], gains["gain from safe passage, foreigner"], belief
        )
    return s


def road_of(doubt: float, crater: float, strike: float, when: str) -> dict[str, float]:
    """The chance to arrive, step by step; labels end in `when`."""
    road = TOWN.convoy.exact()
    true = credibility.road_credibility.py_func(road, doubt, crater, strike)
    found = {f"road{when}": true, f"road, as it is feared{when}": credibility.feared.py_func(N.road_fear, true)}
    if not (crater or strike):
        found[f"breach{when}"] = 1.0 - (1.0 - road.breach_chance) ** doubt
    if not when:
        found["lost to a breach"] = credibility.lost_to_attack.py_func(road.breach_killed, road.resume_chance)
    if strike:
        found["lost to a strike"] = credibility.lost_to_attack.py_func(road.strike_killed, road.resume_chance)
    return found


def expected_acceptance(local: float, foreign: float, belief: beliefs.Belief) -> float:
    """The probability of acceptance that the besieger expects, given the gains of locals and foreigners."""
    return offers.expected_yes.py_func(local, foreign, DAY.foreign, False, N.noise, beliefs.RESOLVES, belief)


#: The page's notation in Python.
WORDS = ((" x ", " * "), ("^", " ** "))
NAMES = {"e": math.e, "ln": math.log, "max": max, "min": min, "L": lambda x: 1.0 / (1.0 + math.exp(-x))}


def unit(number: str) -> float:
    """One in the last place of a number as it is printed."""
    return 10.0 ** -len(number.partition(".")[2])


def test_the_page_shows_each_step_and_no_other() -> None:
    assert sorted(NUMBERS) == sorted(walk())
    assert len(LINE.findall(PAGE)) == len(NUMBERS), "a label occurs twice"


@pytest.mark.parametrize("label", sorted(NUMBERS))
def test_a_number_is_what_the_rules_give_and_what_its_formula_says(label: str) -> None:
    number, formula = NUMBERS[label]
    assert abs(float(number) - walk()[label]) <= 0.51 * unit(number), f"the rules give {walk()[label]:.6g}"
    if formula:
        for word, python in WORDS:
            formula = formula.replace(word, python)
        by_hand = eval(formula, {"__builtins__": {}}, NAMES)  # the page is ours
        # What goes in is rounded too.
        assert abs(float(number) - by_hand) <= max(1.5 * unit(number), 0.006 * abs(by_hand)), f"by hand: {by_hand:.6g}"


def test_the_table_shows_what_a_refusal_teaches() -> None:
    gains = [walk()[f"gain from safe passage, {name}"] for name in ("local", "foreigner")]
    belief = beliefs.first_belief(N.belief_spread)
    yes = tuple(yes_of(*gains, m) for m in beliefs.RESOLVES)
    right = zip(beliefs.RESOLVES, belief, yes, beliefs.after_refusal(belief, yes), strict=True)
    rows = [[float(number) for number in row] for row in ROW.findall(PAGE)]
    assert rows == [pytest.approx(row, abs=0.00051) for row in right]


def test_the_steps_put_together_are_what_the_commands_assess() -> None:
    s, feared = walk(), walk()["road, as it is feared"]
    knowledge = decision.GarrisonKnowledge(LASTED, feared, feared, 0.55, 0.55, DAY.day, 0.0, 0.0)
    assessment = decision.assess(PARAMS, SITUATION, STANCE, knowledge, 2.0)
    steps = ("storming", "waiting", "lifting")
    assert assessment.life_price == pytest.approx(s["price of a life"], rel=1e-4)
    assert assessment.besieger == pytest.approx([s[step] for step in steps], rel=1e-4)
    assert (assessment.endurance, assessment.storm_belief) == pytest.approx(
        (s["endurance"], s["belief in a storm"]), rel=1e-4
    )
    for name, options in (("local", assessment.local), ("foreigner", assessment.foreign)):
        assert options == pytest.approx(
            [s[f"{option}, {name}"] for option in ("fighting on", "leaving", "giving up")], abs=1e-4
        )
    table = np.zeros(0, packed(PartnerView(0.0, 0.0, 0.0, 0.0, 0.0), "f8").dtype)
    bargain = best_offer.Bargain(
        s["waiting"], LASTED, assessment.local, assessment.foreign, 0.55, float(N.blockade_interval_days)
    )
    offer = best_offer.choose(
        PARAMS,
        SITUATION,
        STANCE,
        bargain,
        np.array(beliefs.first_belief(N.belief_spread)),
        np.zeros(len(Package)),
        Partners(table, np.zeros(0), 1.0),
        np.zeros((2, len(packages.MENU))),
    )
    assert packages.MENU[offer.choice] == (Package.evacuation, 0.0)
    assert (offer.utility, offer.without) == pytest.approx((s["value of the offer"], s["another round"]), rel=1e-4)


def test_the_push_on_the_page_is_the_one_that_the_forecast_follows() -> None:
    """A push that is broken off in its first quarter has lost and won at the rates of that quarter."""
    s, params = walk(), PARAMS.copy()
    params["assault"]["breakoff_loss"] = 1e-3
    one = push_forecast.push(params, SITUATION, push_forecast.today.py_func(SITUATION), TOWN.assault.fortune_median)
    lasted = one.own_hits / s["hits on attackers a day"]
    assert 0.0 < lasted < 0.25 * s["days of the push"]
    assert one.own_hits == pytest.approx(1e-3 * s["brought to the assault"] / TOWN.fire.killed_share)
    assert one.hits == pytest.approx(lasted * s["hits on defenders a day"])
    assert one.ground == pytest.approx(lasted * s["cells gained a day"])
    assert one.overrun == pytest.approx(lasted * s["defenders overrun a day"])
    assert one.days == 1.0


def test_the_road_on_the_page_is_the_one_that_the_commands_know() -> None:
    true = trust.road.py_func(PARAMS, TOWN.besieger.road_reputation, 0.0, 0.0, 1.0, False, 0.0, 0.0)
    assert true == pytest.approx(walk()["road"])
    assert trust.feared_road.py_func(PARAMS, true) == pytest.approx(walk()["road, as it is feared"])


def test_every_file_of_the_theory_is_on_the_page_in_its_reading_order() -> None:
    theory = ROOT / "sim" / "theory"
    linked = re.findall(r"\]\(\.\./sim/theory/(\w+)\.py\)", PAGE)
    assert sorted(linked) == sorted(file.stem for file in theory.glob("*.py") if file.stem != "__init__")
    order = re.findall(
        r"\b(\w+)\b", " ".join(re.findall(r"^- ([\w, ]+):", theory.joinpath("__init__.py").read_text(), re.M))
    )
    assert linked == order


def test_the_parameters_that_the_page_names_exist() -> None:
    named = set(re.findall(r"`([a-z]+\.[a-z_]+)`", PAGE))
    known = {parameter.dotted for parameter in parameters()}
    assert named
    assert not {name for name in named if not name.startswith("utilities.")} - known


def test_the_equations_that_the_rules_name_are_on_the_page_of_the_model() -> None:
    model = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    sources = [file.read_text(encoding="utf-8") for file in (ROOT / "sim" / "theory").glob("*.py")]
    named = {number for source in sources for number in re.findall(r"\b(M\d+[ab]?)\b", source)}
    assert len(named) > 20
    assert not {number for number in named if f"    ({number})" not in model}


def test_every_line_of_the_example_is_checked() -> None:
    blocks = re.findall(r"^```text\n(.*?)^```$", PAGE, re.M | re.S)
    assert all(LINE.fullmatch(line) for block in blocks for line in block.splitlines())
