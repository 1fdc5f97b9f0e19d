"""Rules of the bargain: signs, bounds, no cliffs; prices that add up; beliefs against a sum by hand."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.kernels.decision_round import weigh
from sim.scenario.load import load_scenario
from sim.theory import beliefs, deadline, packages, partners, prices, smuggling, truce
from sim.theory.packages import Base, Feature, Package

QUICK = settings(max_examples=50, deadline=None)
share = st.floats(0, 1)
PRICES = load_scenario("baseline").terms
AROUND = packages.Circumstances(0.5, 0.4, 0.6, 0.5, 1.0, 14.0, 0.001, 0.0005, 1.0, 0.0, 0.0, 2.0)
#: Feature -> its parameters: value to a local, to a foreigner, cost or gain of the besieger.
FEATURES = {
    Feature.honours: ("honours_local", "honours_foreign", "honours_price"),
    Feature.bare: ("families_local", "families_foreign", "bare_gain"),
    Feature.secret: ("secret_local", "secret_foreign", "secret_price"),
    Feature.wounded_first: ("wounded_worth", "wounded_worth", "wounded_price"),
    Feature.exchange: ("exchange_local", "exchange_foreign", "exchange_gain"),
    Feature.reciprocal: ("reciprocal_worth", "reciprocal_worth", "reciprocal_gain"),
    Feature.settled: ("settled_worth", "", "settled_price"),
}


def worth(package: int, foreign: bool, **changed: float) -> float:
    rules = PRICES.model_copy(update=changed).exact()
    return prices.utility_of_features.py_func(rules, AROUND, int(package), 0.6, 182.0, foreign)


def price(package: int, **changed: float) -> float:
    rules = PRICES.model_copy(update=changed).exact()
    return prices.cost_of_features.py_func(rules, AROUND, int(package), 0.001, 0.1, 640.0)


def test_a_base_is_what_leaves_and_what_gives_up() -> None:
    assert [package.base for package in Package][:4] == list(Base)
    for package in Package:
        assert package.splits == (package.base in (Base.split, Base.split_surrender))
        assert package.gives_up == (package.base in (Base.surrender, Base.split_surrender))
        assert not (package.gives_up and packages.families.py_func(int(package)))


def test_the_tables_are_complete() -> None:
    """A row for each feature, and a text and at least one level of the concession for each package."""
    rows = packages.feature_rows.py_func(PRICES.exact(), AROUND)
    assert len(rows) == len(Feature)
    assert {feature for package in Package for feature in package.features} == set(Feature)
    assert [int(package) for package in Package] == list(range(len(Package)))
    assert all(package.text and package.concessions for package in Package)


def test_each_feature_has_a_price_of_its_own_and_they_add_up() -> None:
    """A feature's parameter moves the packages that contain it, by its whole step, and no others."""
    for feature, (local, foreign, cost) in FEATURES.items():
        for package in Package:
            has = feature in package.features
            for name, is_foreign in ((local, False), (foreign, True)):
                if name:
                    more = worth(package, is_foreign, **{name: getattr(PRICES, name) + 0.1})
                    assert (abs(more - worth(package, is_foreign)) > 1e-9) == has, (name, package)
            step = abs(price(package, **{cost: getattr(PRICES, cost) + 0.1}) - price(package))
            assert (step > 1e-9) == has, (cost, package)
            size = AROUND.secret_size if feature == Feature.secret else 1.0
            assert step <= 64.0 * size + 1e-9
    assert worth(int(Package.evacuation), False) == price(int(Package.evacuation)) == 0.0


def test_the_worth_of_a_date_is_the_days_held_and_the_hope_of_relief() -> None:
    by_hand = 0.6 * (1 - math.exp(-14 / 182)) + 1 - math.exp(-0.014)
    assert worth(int(Package.by_date), False) == pytest.approx(by_hand)
    cost = 640 * (1 - math.exp(-(0.001 + 0.0005) * 14)) + 0.1 * 14
    assert price(int(Package.by_date)) == pytest.approx(cost)


def test_a_secret_is_dear_by_what_it_hides() -> None:
    rules = PRICES.exact()
    small, large = (
        prices.cost_of_features.py_func(
            rules, AROUND._replace(secret_size=size), int(Package.secret_exit), 0.001, 0.1, 640.0
        )
        for size in (1.0, 3.0)
    )
    assert large - small == pytest.approx(2.0 * rules.secret_price * 640.0)


@pytest.mark.parametrize(
    ("package", "needs"),
    [
        (Package.exchange, {"hostages": 0.0}),
        (Package.wounded_first, {"mediator": 0.0}),
        (Package.settled_or_bus, {"home_ties": 0.0}),
        (Package.evacuation, {"refuge": 0.1}),
    ],
)
def test_a_feature_needs_something_to_be_about(package: Package, needs: dict[str, float]) -> None:
    def there(around: packages.Circumstances) -> bool:
        return prices.is_on_menu.py_func(PRICES.exact(), int(package), around, 0.2)

    assert there(AROUND)
    assert not there(AROUND._replace(**needs))


def test_what_is_on_the_menu_hangs_on_link_foreigners_and_audience() -> None:
    def menu(foreign: float = 0.2, audience: float = 1.0, linked: float = 0.0, **changed: float) -> set[Package]:
        rules = PRICES.model_copy(update=changed).exact()
        around = AROUND._replace(audience=audience, linked=linked)
        return {p for p in Package if prices.is_on_menu.py_func(rules, int(p), around, foreign)}

    assert Package.reciprocal not in menu()
    assert Package.reciprocal in menu(linked=1.0)
    assert not {Package.split, Package.split_surrender} & menu(foreign=0.0)
    assert Package.secret_exit not in menu(audience=0.0)
    assert menu(named=False) == {package for package in Package if not package.features}


@QUICK
@given(first=share, second=share, gain=st.floats(-1000, 1000))
def test_a_partners_voice_has_no_cliff(first: float, second: float, gain: float) -> None:
    """Consent falls with men and with objection, and by no more than the men do."""
    will = partners.willing.py_func(gain, 640.0)
    small, large = sorted((first, second))
    of = [partners.consents.py_func(partners.voice.py_func(men, 1.0), will) for men in (small, large)]
    assert 0 <= of[1] <= of[0] <= 1
    assert of[0] - of[1] <= large - small + 1e-9
    assert partners.willing.py_func(gain + 1.0, 640.0) >= will


@QUICK
@given(wish=share, seen=share, more=share, loss=st.floats(-1, 1), voice=share)
def test_who_breaks_a_truce(wish: float, seen: float, more: float, loss: float, voice: float) -> None:
    rules = load_scenario("baseline").truce.exact()
    seen, more = sorted((seen, more))

    def tempted(observed: float) -> float:
        return truce.besieger_breaks_per_day.py_func(rules.besieger_per_day, rules.seen_deters, wish, observed)

    assert 0 <= tempted(more) <= tempted(seen) <= rules.besieger_per_day
    spoils = truce.hardliners_break_per_day.py_func(rules.hardliners_per_day, loss, voice)
    assert 0 <= spoils <= rules.hardliners_per_day
    assert loss > 0 or spoils == 0


@QUICK
@given(left=st.floats(0, 100), less=st.floats(0, 100), belief=share, trust=share)
def test_a_date_presses_the_more_the_nearer_it_is(left: float, less: float, belief: float, trust: float) -> None:
    near, far = sorted((left, less))
    pressed = [deadline.nearness.py_func(days, 28.0) for days in (near, far)]
    assert 1 >= pressed[0] >= pressed[1] >= 0
    assert abs(pressed[0] - pressed[1]) <= (far - near) / 28 + 1e-9
    assert belief - 1e-9 <= deadline.threatened.py_func(belief, trust, pressed[0]) <= 1 + 1e-9
    assert deadline.nearness.py_func(-1.0, 28.0) == 0.0


@QUICK
@given(low=st.floats(0.05, 1), high=st.floats(0.05, 1))
def test_hunger_draws_smugglers_and_feeds_officers(low: float, high: float) -> None:
    low, high = sorted((low, high))
    dear, cheap = (smuggling.price.py_func(ration, 3.0) for ration in (low, high))
    assert dear >= cheap >= 1
    assert 1 > smuggling.rent.py_func(dear) >= smuggling.rent.py_func(cheap) >= 0
    answers = [smuggling.supply_response.py_func(p, 10.0, 0.3) for p in (cheap, dear)]
    assert 0 < answers[0] <= answers[1] <= 1
    assert smuggling.supply_response.py_func(dear, 10.0, 0.0) == 1.0
    assert smuggling.rent.py_func(1.0) == 0.0


def test_beliefs_by_hand() -> None:
    """Bayes over the nine points, reckoned here a second time from the equations."""
    first = beliefs.first_belief(0.25)
    weights = [math.exp(-0.5 * (m / 0.25) ** 2) for m in beliefs.RESOLVES]
    assert first == pytest.approx([w / sum(weights) for w in weights])
    yes = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)
    refused = [b * (1 - y) for b, y in zip(first, yes, strict=True)]
    assert beliefs.after_refusal(first, yes) == pytest.approx([r / sum(refused) for r in refused])
    borne = [b * math.exp(-2 * 0.1 / (1 + math.exp(m / 0.15))) for b, m in zip(first, beliefs.RESOLVES, strict=True)]
    assert after_losses(first, 0.1) == pytest.approx([b / sum(borne) for b in borne])
    half = [0.5 * (a + b) for a, b in zip(first, yes, strict=True)]
    assert [beliefs.forgotten.py_func(b, y, 0.5) for b, y in zip(first, yes, strict=True)] == pytest.approx(half)
    assert beliefs.forgets.py_func(0.1, 2.0) == pytest.approx(0.19)
    assert [beliefs.shown_by.py_func(mass, 0.2) for mass in (1.0, 0.91, 0.8)] == pytest.approx([0.2, 0.6, 1.0])


def after_losses(belief: beliefs.Belief, lost: float) -> beliefs.Belief:
    return weighed(belief, [beliefs.under_losses.py_func(m, lost, 2.0) for m in beliefs.RESOLVES])


def after_hunger(belief: beliefs.Belief, precision: float) -> beliefs.Belief:
    return weighed(belief, [beliefs.under_hunger.py_func(e, precision) for e in beliefs.ERRORS])


def weighed(belief: beliefs.Belief, weights: list[float]) -> beliefs.Belief:
    """As a week's signs are weighed: by machine code, which must do what the rule for refusals does."""
    expected = np.array(belief)
    weigh(expected, np.array(weights), np.ones(len(belief)))
    by_rule = beliefs.normalised(tuple(b * w for b, w in zip(belief, weights, strict=True)), belief)
    assert tuple(expected.tolist()) == by_rule
    return by_rule


@QUICK
@given(one=st.floats(0, 0.5), other=st.floats(0, 0.5))
def test_fighting_informs_by_its_sum_and_not_by_spikes(one: float, other: float) -> None:
    first = beliefs.first_belief(0.25)
    slowly = after_losses(after_losses(first, one), other)
    assert slowly == pytest.approx(after_losses(first, one + other))
    assert beliefs.mean_resolve(slowly) >= -1e-9


@QUICK
@given(sight=st.floats(0.3, 3), one=st.floats(0, 3), other=st.floats(0, 3))
def test_hunger_that_shows_draws_the_stock_belief_to_the_truth(sight: float, one: float, other: float) -> None:
    first = beliefs.first_stock(sight, 0.5)
    before = abs(beliefs.mean(first, beliefs.ERRORS))
    in_two = after_hunger(after_hunger(first, one), other)
    assert in_two == pytest.approx(after_hunger(first, one + other))
    assert abs(beliefs.mean(in_two, beliefs.ERRORS)) <= before + 1e-9


def test_a_refusal_speaks_for_a_fuller_store() -> None:
    """The longer they can last, the likelier they refuse."""
    first = beliefs.first_stock(1.0, 0.5)
    yes = tuple(1 / (1 + math.exp(3 * error)) for error in beliefs.ERRORS)
    assert beliefs.factor_of_error(beliefs.after_refusal(first, yes)) > beliefs.factor_of_error(first)
    assert beliefs.after_refusal(first, yes, 0.0) == pytest.approx(first)


@QUICK
@given(reputation=share, by=share, gains=share)
def test_trust_falls_at_once_and_grows_by_what_it_lacks(reputation: float, by: float, gains: float) -> None:
    assert 0 <= beliefs.worse_for(reputation, by) <= reputation
    assert reputation <= beliefs.better_for(reputation, gains) <= 1
