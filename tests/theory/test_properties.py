"""What must hold of the rules whatever the numbers."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.load import load_scenario
from sim.theory import beliefs, bodies, credibility, garrison_options, offers, probability, supply
from sim.theory.situation import Situation

share = st.floats(0, 1)
QUICK = settings(max_examples=200, deadline=None)


@QUICK
@given(rate=st.floats(0, 0.5), days=st.floats(0.01, 1))
def test_two_half_steps_are_one_step(rate: float, days: float) -> None:
    whole = probability.event_probability(rate, days)
    half = probability.event_probability(rate, days / 2)
    assert 0 <= whole < 1
    assert math.isclose(1 - (1 - half) ** 2, whole, abs_tol=1e-3)
    assert math.isclose(whole, 1 - math.exp(-rate * days), abs_tol=2e-3)


@QUICK
@given(x=st.floats(-3, 3))
def test_exp_approx_is_the_exponential(x: float) -> None:
    assert math.isclose(probability.exp_approx(x), math.exp(x), rel_tol=0.02)


@QUICK
@given(men=st.floats(0, 1e5), more=st.floats(0, 1e4), km=st.floats(0.1, 200))
def test_more_men_close_a_ring(men: float, more: float, km: float) -> None:
    gap = supply.openness(men, km, 150.0)
    assert 0 <= supply.openness(men + more, km, 150.0) <= gap <= 1


@QUICK
@given(mass=st.floats(0.3, 1), intake=st.floats(0, 3))
def test_a_body_stays_within_bounds(mass: float, intake: float) -> None:
    assert 0.3 <= bodies.mass_step(mass, intake, 75.0) <= 1


@QUICK
@given(local=share, foreign=share, foreigners=share, split=st.booleans())
def test_an_answer_is_a_chance(local: float, foreign: float, foreigners: float, split: bool) -> None:
    assert 0 <= offers.answer(local, foreign, foreigners, split) <= 1


@QUICK
@given(reputation=share, strong=share, weak=share, seen=share, hostages=st.floats(0, 3), strike=share)
def test_a_guarantor_never_harms(
    reputation: float, strong: float, weak: float, seen: float, hostages: float, strike: float
) -> None:
    weak, strong = sorted((weak, strong))
    road = load_scenario("baseline").convoy.compiled()
    low, high = (
        credibility.road_credibility(road, credibility.doubt(reputation, g, seen, hostages), 0.0, strike)
        for g in (weak, strong)
    )
    assert 0 <= low <= high <= 1


@QUICK
@given(yes=st.lists(share, min_size=9, max_size=9))
def test_a_belief_stays_a_distribution(yes: list[float]) -> None:
    after = beliefs.after_refusal(beliefs.first_belief(0.25), tuple(yes))
    assert math.isclose(sum(after), 1, abs_tol=1e-9)
    assert min(after) >= 0


def test_a_refusal_hints_at_resolve() -> None:
    """The softer a garrison, the likelier its yes; so a no points to a hard one."""
    first = beliefs.first_belief(0.25)
    yes = tuple(offers.willing(0.1, resolve, 0.1) for resolve in beliefs.RESOLVES)
    assert beliefs.mean_resolve(beliefs.after_refusal(first, yes)) > beliefs.mean_resolve(first)


@QUICK
@given(days=st.floats(1, 1000), longer=st.floats(0, 1000), danger=share)
def test_to_last_longer_is_worth_more(days: float, longer: float, danger: float) -> None:
    """With a calm sky: under heavy fire a long siege may be worse than a short one."""
    rules = load_scenario("baseline").negotiation.compiled()
    now = Situation(*[0.0] * len(Situation._fields))

    def worth(endurance: float) -> float:
        outlook = garrison_options.Outlook(endurance, 0.5, 0.5, 0.7, 0.2, 0.0, 0.5)
        give_up = garrison_options.utility_of_giving_up(rules, danger, 1.0)
        return garrison_options.utility_of_fighting(rules, now, outlook, 0.6, danger, 0.8, give_up, 0.0)

    assert worth(days + longer) >= worth(days) - 1e-9


def test_minnesota_and_the_hunger_strike() -> None:
    """Half rations for 24 weeks left 0.74-0.78 of the mass (0.780 here); a total fast reached 0.62 on about day 55."""
    mass = 1.0
    for _ in range(168):
        mass = bodies.mass_step(mass, 0.5, 75.0)
    assert 0.74 <= mass <= 0.785
    mass, day = 1.0, 0
    while mass > 0.62:
        mass, day = bodies.mass_step(mass, 0.0, 75.0), day + 1
    assert 50 <= day <= 60


@QUICK
@given(ideology=st.floats(0, 3), home=share, refuge=share, road=share, danger=st.floats(0, 0.98), foreign=st.booleans())
def test_what_weighs_is_what_its_absence_would_change(
    ideology: float, home: float, refuge: float, road: float, danger: float, foreign: bool
) -> None:
    rules = load_scenario("baseline").negotiation.compiled()
    theta = garrison_options.resolve(rules, ideology, foreign)
    outlook = garrison_options.Outlook(60.0, 0.3, 0.5, road, 0.0, 0.0, 0.5)
    safe = outlook._replace(road=1.0)

    def parts(gives_up: bool) -> garrison_options.Considerations:
        return garrison_options.considerations(
            rules, outlook, theta, danger, ideology, home, refuge, foreign, gives_up, 0.1, 0.5
        )

    def leaving(outlook: garrison_options.Outlook, danger: float, home: float) -> float:
        return garrison_options.utility_of_leaving(rules, outlook, theta, danger, ideology, home, refuge, foreign)

    today, near = leaving(outlook, danger, home), {"abs_tol": 1e-5}
    assert math.isclose(parts(False).road, leaving(safe, danger, home) - today, **near)
    assert math.isclose(parts(False).prison, leaving(outlook, 0.0, home) - today, **near)
    assert math.isclose(parts(False).exile, leaving(outlook, danger, 0.0) - today, **near)
    given_up = garrison_options.utility_of_giving_up(rules, danger, ideology)
    assert math.isclose(
        parts(True).prison, garrison_options.utility_of_giving_up(rules, 0.0, ideology) - given_up, **near
    )
    assert math.isclose(
        parts(True).doctrine, garrison_options.utility_of_giving_up(rules, danger, 0.0) - given_up, **near
    )
    assert math.isclose(parts(True).holding + parts(True).waning, theta, **near)
    undogmatic = garrison_options.utility_of_leaving(rules, outlook, theta, danger, 0.0, home, refuge, foreign)
    assert math.isclose(parts(False).doctrine, undogmatic - today, **near)
    assert parts(True).road == parts(True).exile == 0.0
