"""What must hold of patrons, observers and the road, whatever the numbers."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.load import load_scenario
from sim.state.events import Event
from sim.theory import besieger_deals, cheating, convoy, credibility, exposure, observers, patron
from sim.theory.besieger_options import BesiegerProfile

share = st.floats(0, 1)
level = st.floats(0, 3)
QUICK = settings(max_examples=200, deadline=None)
BASELINE = load_scenario("baseline")
RULES, PATRON = BASELINE.negotiation.exact(), BASELINE.patron.exact()


def chances(stake: float, civilians: float, rival: float, guarantor: float) -> tuple[float, float]:
    """Of a crater and of a strike, by a patron that reaches all of the road."""
    held = patron.held_back.py_func(1.0, civilians, rival, guarantor)
    return patron.interference.py_func(PATRON._replace(reach=1.0), stake, held)


@QUICK
@given(stake=st.floats(0, 2), few=share, many=share, rival=share, guarantor=share)
def test_families_a_rival_and_a_guarantor_hold_the_patron_back(
    stake: float, few: float, many: float, rival: float, guarantor: float
) -> None:
    few, many = sorted((few, many))
    crater, strike = chances(stake, few, rival, guarantor)
    assert 0 <= strike <= crater + strike <= 1
    for held in (
        chances(stake, many, rival, guarantor),
        chances(stake, few, 1.0, guarantor),
        chances(stake, few, rival, 1.0),
    ):
        assert held[1] <= strike + 1e-12
        assert sum(held) <= crater + strike + 1e-12, "what it does at all grows rarer too"


@QUICK
@given(stake=st.floats(0, 2), more=st.floats(0, 2), temper=st.floats(-1, 1), held=st.floats(0, 2))
def test_a_higher_stake_never_does_less(stake: float, more: float, temper: float, held: float) -> None:
    prices = patron.crater_price.py_func(PATRON, held), patron.strike_price.py_func(PATRON, held)
    low, high = (patron.response(s, temper, *prices) for s in (stake, stake + more))
    assert 0 <= low <= high < len(patron.RESPONSES)


def test_what_others_expect_is_what_tempers_do() -> None:
    """The temper is logistic, so the believed chance of a strike is the share of patrons that strike."""
    n, stake, held = 20_000, 0.6, 0.25
    draws = [(k + 0.5) / n for k in range(n)]
    tempers = [patron.temper(PATRON.doubt, p) for p in draws]
    prices = patron.crater_price.py_func(PATRON, held), patron.strike_price.py_func(PATRON, held)
    done = [patron.RESPONSES[patron.response(stake, t, *prices)] for t in tempers]
    crater, strike = patron.interference.py_func(PATRON._replace(reach=1.0), stake, held)
    assert done.count("strike") / n == pytest.approx(strike, abs=1e-3)
    assert done.count("crater") / n == pytest.approx(crater, abs=1e-3)


def test_at_the_border_the_road_is_cratered_and_the_column_let_be() -> None:
    """Qalamoun 2017: a patron that meets nearly all of them itself, an open deal, families, a rival's request."""
    stake = patron.stake.py_func(RULES, 1.0, 2.0, 0.9, 1.0)
    crater, strike = chances(stake, 0.5, 1.0, 0.0)
    assert crater > 0.6
    assert strike < 0.02
    assert chances(stake, 0.0, 0.0, 0.0)[1] > 0.6, "with neither it would have struck"


@QUICK
@given(stake=st.floats(0, 2), little=share, much=share)
def test_a_veto_needs_to_learn_of_the_deal_in_time(stake: float, little: float, much: float) -> None:
    little, much = sorted((little, much))
    full = PATRON._replace(veto=1.0)
    blocked = [patron.vetoes.py_func(full, stake, known) for known in (little, much)]
    assert 0 <= blocked[0] <= blocked[1] <= 1
    assert patron.vetoes.py_func(PATRON._replace(veto=0.0), stake, much) == 0.0


@QUICK
@given(reputation=share, seen=share, more=share, hostages=level, weak=share, strong=share)
def test_eyes_and_guarantors_take_doubt_away(
    reputation: float, seen: float, more: float, hostages: float, weak: float, strong: float
) -> None:
    weak, strong = sorted((weak, strong))
    seen, more = sorted((seen, more))
    doubt = credibility.doubt.py_func(reputation, weak, seen, hostages)
    assert 0 <= doubt <= 1
    assert credibility.doubt.py_func(reputation, weak, more, hostages) <= doubt
    assert credibility.doubt.py_func(reputation, strong, seen, hostages) <= doubt


@QUICK
@given(chance=share, reputation=share, seen=share)
def test_a_guarantor_takes_breaches_away(chance: float, reputation: float, seen: float) -> None:
    """At least threefold between none and a strong one of 0.7: the fall in breaches is the fall in doubt."""
    none, strong = (convoy.breaches(chance, credibility.doubt.py_func(reputation, g, seen, 0.0)) for g in (0.0, 0.7))
    assert 3.0 * strong <= none + 1e-9
    assert convoy.breaches(chance, 0.0) == 0.0


@QUICK
@given(days=st.integers(1, 30), tranches=st.integers(1, 60))
def test_neither_small_tranches_nor_slow_buses_are_safer(days: int, tranches: int) -> None:
    """The whole journey's danger is one, however it is cut."""
    one = convoy.danger_at_boarding(tranches)
    one += sum(convoy.danger_on_road(1.0 / days, 1.0, tranches) for _ in range(days))
    assert one * tranches == pytest.approx(1.0)


@QUICK
@given(seen=share, attention=share, more=share, weight=share)
def test_attention_adds_to_what_is_seen(seen: float, attention: float, more: float, weight: float) -> None:
    attention, more = sorted((attention, more))
    with_it = observers.with_attention.py_func(seen, attention, weight)
    assert seen - 1e-12 <= with_it <= observers.with_attention.py_func(seen, more, weight) + 1e-12 <= 1 + 1e-9
    assert observers.with_attention.py_func(seen, attention, 0.0) == pytest.approx(seen)


@QUICK
@given(attention=share, event=st.sampled_from(list(Event)))
def test_reports_raise_attention_and_time_lowers_it(attention: float, event: Event) -> None:
    assert attention <= observers.attention_after(attention, event.attention) <= 1
    kept = observers.kept_per_day(30.0)
    left = observers.attention_left.py_func
    assert left(attention, kept) <= attention
    month = attention
    for _ in range(30):
        month = left(month, kept)
    assert month == pytest.approx(attention / math.e if attention > 3e-4 else 0.0, abs=1.2e-4)


@QUICK
@given(audience=level, seen=share, comes_out=share, cover=share, leaving=share, more=share)
def test_to_be_seen_costs_and_secrecy_saves(
    audience: float, seen: float, comes_out: float, cover: float, leaving: float, more: float
) -> None:
    """The cost is by those who get away; a secret costs what an open deal does, as likely as it comes out."""
    leaving, more = sorted((leaving, more))
    blank = dict.fromkeys(BesiegerProfile._fields, 0.0)
    profile = BesiegerProfile(**(blank | {"value": 100.0, "audience_level": audience, "mediator": cover}))
    cost = besieger_deals.public_cost.py_func
    profile = profile._replace(observed=seen, comes_out=comes_out)
    in_view = cost(RULES, profile, leaving, False)
    assert cost(RULES, profile._replace(observed=1.0), leaving, False) >= in_view >= 0
    assert cost(RULES, profile, more, False) >= in_view
    assert cost(RULES, profile, 0.0, False) == 0.0
    assert cost(RULES, profile, leaving, True) == pytest.approx(comes_out * in_view)


@QUICK
@given(leaks=share, drivers=share, small=st.floats(0, 5), large=st.floats(0, 5))
def test_the_more_a_secret_hides_the_likelier_it_comes_out(
    leaks: float, drivers: float, small: float, large: float
) -> None:
    small, large = sorted((small, large))
    seen = BASELINE.observers.exact()
    of = [exposure.comes_out.py_func(seen, drivers, leaks, size) for size in (0.0, small, large)]
    assert 0 == of[0] <= of[1] <= of[2] <= 1
    assert 1 - exposure.unseen.py_func(leaks, small) <= of[1] + 1e-12, "what is told at once has come out"


@QUICK
@given(fear=st.floats(1, 20), dangerous=share, safe=share)
def test_who_is_to_leave_fears_the_worst(fear: float, dangerous: float, safe: float) -> None:
    dangerous, safe = sorted((dangerous, safe))
    feared = [credibility.feared.py_func(fear, road) for road in (dangerous, safe, 1.0)]
    assert 0 <= feared[0] <= feared[1] <= feared[2] == 1
    assert feared[0] <= dangerous + 1e-12


@QUICK
@given(people=st.floats(0, 5000), more=st.floats(0, 5000), km=st.floats(0, 1000))
def test_a_column_is_a_day_on_the_way_at_least(people: float, more: float, km: float) -> None:
    road = BASELINE.convoy.exact()
    few, many = (convoy.expected_days.py_func(road, max(1.0, n), km) for n in (people, people + more))
    assert 1 <= few <= many


@QUICK
@given(own=share, monitors=share, guarantor=share, concession=share, tempted=share)
def test_cheating_stays_a_share(
    own: float, monitors: float, guarantor: float, concession: float, tempted: float
) -> None:
    detected = cheating.checks_find(own, monitors, guarantor, False)
    assert 0 <= cheating.checks_find(own, monitors, guarantor, True) <= detected <= 1
    assert 0 <= cheating.extra_arms(tempted, concession) <= tempted
    assert 1 <= cheating.wrath(tempted, 1.0) <= cheating.wrath(tempted + 1.0, 1.0) <= 2


def test_only_those_who_lose_by_a_deal_strike_at_it() -> None:
    assert convoy.grievance(0.4, 0.9) == 0.0
    assert convoy.bomb_per_day(0.2, 1.0, 1.0, convoy.grievance(0.9, 0.4)) == pytest.approx(0.1)


@QUICK
@given(reputation=share, better=share, guarantor=share, stays=st.floats(0, 730))
def test_a_settled_status_is_as_good_as_who_stands_by_it(
    reputation: float, better: float, guarantor: float, stays: float
) -> None:
    reputation, better = sorted((reputation, better))
    arrested = exposure.arrested_share(0.2, reputation, guarantor, stays)
    assert 0 <= exposure.arrested_share(0.2, better, guarantor, stays) <= arrested <= 1
    assert exposure.arrested_share(0.2, reputation, 0.0, stays) >= arrested


def test_what_is_denied_comes_out_in_weeks_where_drivers_saw_it() -> None:
    """Raqqa: 32 days. The median over even lots."""
    days = sorted(
        exposure.days_until((k + 0.5) / 1001, exposure.exposure_per_day(45.0, 1.0, True, 0.05, 1.0))
        for k in range(1001)
    )
    assert 20 <= days[500] <= 60
