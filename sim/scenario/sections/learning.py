"""What the parties learn of each other, how fast, and how they forget."""

from sim.scenario.declare import Section, par


class Learning(Section):
    """Signals and their weight; 0 switches each of them off."""

    hunger_signs: float = par(
        0.3,
        "1/week",
        "how fast deserters, burials and prices show the true stock, in famine (precision a week; 0: never)",
        "assumption (0-2): the first doubt has a precision of about 4",
        ge=0,
        le=20,
        label="what hunger betrays",
    )
    refusal_signs: float = par(
        1.0,
        "exponent",
        "how far a refusal speaks for a fuller store (0: not at all, 1: Bayes)",
        "Powell 2004; assumption",
        ge=0,
        le=1,
        expert=True,
    )
    battle_signs: float = par(
        2.0,
        "1/share lost",
        "how far losses borne without a sign of giving in speak for resolve (0: not at all)",
        "Weisiger 2016: cumulative fighting informs, spikes do not; size assumed (0-5)",
        ge=0,
        le=50,
        label="what losses borne betray",
    )
    forget_per_week: float = par(
        0.015,
        "1/week",
        "return of beliefs to the first ones: new private information",
        "Shirkey 2016; 1-2 % a week assumed",
        ge=0,
        le=1,
    )
    captor_breach: float = par(
        0.10,
        "0-1",
        "what the captor's reputation loses by an act of bad faith that is seen",
        "assumption (0-0.3)",
        ge=0,
        le=1,
    )
    captor_kept: float = par(
        0.02,
        "share",
        "of what it lacks, what it gains by a deal carried out",
        "trust falls faster than it grows; assumption",
        ge=0,
        le=1,
    )
