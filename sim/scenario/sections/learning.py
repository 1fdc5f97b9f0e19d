"""What the parties learn about each other, how fast, and how they forget."""

from sim.scenario.declare import Section, par


class Learning(Section):
    """How the parties update their beliefs; a weight of 0 switches a signal off."""

    hunger_signs: float = par(
        0.3,
        "1/week",
        "how fast deserters, burials and prices reveal the true food stock in a famine (precision per week; 0: never)",
        "assumption (0-2): the prior has a precision of about 4",
        ge=0,
        le=20,
        label="information from hunger",
    )
    refusal_signs: float = par(
        1.0,
        "exponent",
        "weight of a refusal as evidence of a larger food stock (0: none, 1: Bayes)",
        "Powell 2004; assumption",
        ge=0,
        le=1,
        expert=True,
        label="information from refusals",
    )
    battle_signs: float = par(
        2.0,
        "1/share lost",
        "weight of losses sustained without yielding as evidence of resolve (0: none)",
        "Weisiger 2016: cumulative fighting informs, spikes do not; size assumed (0-5)",
        ge=0,
        le=50,
        label="information from battle losses",
    )
    forget_per_week: float = par(
        0.015,
        "1/week",
        "rate at which beliefs revert to their priors as new private information arises",
        "Shirkey 2016; 1-2% a week assumed",
        ge=0,
        le=1,
        label="decay of beliefs",
    )
    captor_breach: float = par(
        0.10,
        "0-1",
        "loss of the captor's reputation per observed act of bad faith",
        "assumption (0-0.3)",
        ge=0,
        le=1,
        label="reputation lost by bad faith",
    )
    captor_kept: float = par(
        0.02,
        "share",
        "share of the reputation still lacking that an implemented deal restores",
        "trust falls faster than it grows; assumption",
        ge=0,
        le=1,
        label="reputation regained by a kept deal",
    )
