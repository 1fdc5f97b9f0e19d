"""What terms gain the garrison over fighting on, and so the chance that it accepts them (M23a, M28)."""

from typing import Any

from sim.compiled import rule
from sim.constants import constant
from sim.theory import offers, packages, prices, trust
from sim.theory.garrison_options import Options, resolve
from sim.theory.packages import PLAIN_PASSAGE, PLAIN_SURRENDER

HOPED_ARMS = constant(
    0.5, "share", "concession that a garrison hopes for when it thinks of asking for passage", low=0.0, high=1.0
)


@rule
def circumstances(params: Any, situation: Any, prison: float) -> packages.Circumstances:
    """The facts on which the prices of the features depend; `prison` is the captor's believed reputation, 0..1."""
    now, w = situation[0], params[0]
    return packages.Circumstances(
        w.garrison.hostage_leverage / 3.0,
        w.mediator.skill,
        w.garrison.home_ties,
        1.0 - trust.danger(params, prison, False),
        w.garrison.refuge,
        now.date,
        now.relief * w.relief.hope,
        now.relief,
        w.besieger.audience_cost,
        now.linked,
        now.dated,
    )


@rule
def utility_of_features(params: Any, situation: Any, package: int, prison: float, foreign: bool) -> float:
    """What the features of a package add to leaving for a faction, in lives."""
    w = params[0]
    theta = resolve(w.negotiation, w.garrison.ideology, foreign)
    facts = circumstances(params, situation, prison)
    return prices.utility_of_features(w.terms, facts, package, theta, w.negotiation.hold_days, foreign)


@rule
def gain(
    params: Any, situation: Any, package: int, concession: float, options: Options, prison: float, foreign: bool
) -> float:
    """What terms are worth to a faction over fighting on, in lives, before its hidden resolve (M23a)."""
    if packages.gives_up(package):
        return options.give_up - options.fight
    arms = prices.utility_of_arms(params[0].terms, concession, params[0].garrison.refuge)
    features = utility_of_features(params, situation, package, prison, foreign)
    return options.leave + arms + features - options.fight


@rule
def hoped_gain(params: Any, situation: Any, options: Options, prison: float) -> float:
    """What the better of plain passage with half of the arms, and of giving up, gains a local over fighting on."""
    passage = gain(params, situation, PLAIN_PASSAGE, HOPED_ARMS, options, prison, False)
    return max(passage, gain(params, situation, PLAIN_SURRENDER, 0.0, options, prison, False))


@rule
def acceptance(
    params: Any,
    situation: Any,
    package: int,
    concession: float,
    local: Options,
    foreign: Options,
    prison: float,
    hidden_local: float,
    hidden_foreign: float,
) -> float:
    """Chance that the garrison says yes (M28), by the utilities of its factions' options and their hidden resolves."""
    noise = params[0].negotiation.noise
    to_locals = gain(params, situation, package, concession, local, prison, False)
    to_foreigners = gain(params, situation, package, concession, foreign, prison, True)
    return offers.answer(
        offers.willing(to_locals, hidden_local, noise),
        offers.willing(to_foreigners, hidden_foreign, noise),
        situation[0].foreign,
        packages.splits(package),
    )
