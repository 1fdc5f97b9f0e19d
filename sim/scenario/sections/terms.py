"""Value and cost of a package's features, apart from who leaves and who surrenders."""

from sim.scenario.declare import Section, par

RANGE = "assumption; sign from capitulation law and local agreements, size free"


class Terms(Section):
    """Additive values: to local and foreign fighters in lives, to the besieger in shares of the town's value."""

    named: bool = par(
        True,
        "yes/no",
        "false leaves four plain packages: evacuation, split, surrender, split surrender",
        label="named packages",
    )
    taste_spread: float = par(
        0.02,
        "share of value",
        "spread of a besieger's preference for each named package (s.d.), drawn once, so that near-ties are broken",
        ge=0,
        le=0.5,
        when="start",
        expert=True,
    )
    arms_worth: float = par(
        0.10,
        "lives",
        "value of arms and baggage to a fighter who leaves with all of them",
        RANGE + " (0-0.2)",
        ge=0,
        le=1,
    )
    arms_price: float = par(
        0.05, "share of value", "cost to the besieger of letting all arms go", RANGE + " (0-0.2)", ge=0, le=1
    )
    honours_local: float = par(
        0.02,
        "lives",
        "value of leaving with flags flying to a local fighter",
        RANGE + " (0-0.1)",
        ge=0,
        le=1,
        expert=True,
    )
    honours_foreign: float = par(
        0.05,
        "lives",
        "value of leaving with flags flying to a foreign fighter",
        RANGE + " (0-0.2)",
        ge=0,
        le=1,
        expert=True,
    )
    honours_price: float = par(
        0.05, "share of value", "cost to the besieger of granting honours", RANGE + " (0-0.2)", ge=0, le=1, expert=True
    )
    families_local: float = par(
        0.3,
        "lives",
        "loss to a local fighter who must leave family behind, at full home ties",
        RANGE + " (0-0.6)",
        ge=0,
        le=2,
    )
    families_foreign: float = par(
        0.1,
        "lives",
        "loss to a foreign fighter who must leave family behind",
        RANGE + " (0-0.3)",
        ge=0,
        le=2,
        expert=True,
    )
    bare_gain: float = par(
        0.02,
        "share of value",
        "besieger's gain from seeing them leave with nothing",
        RANGE + " (0-0.1)",
        ge=0,
        le=1,
        expert=True,
    )
    secret_local: float = par(
        0.03,
        "lives",
        "loss to a local fighter from leaving unseen, without flags or witnesses",
        RANGE,
        ge=0,
        le=1,
        expert=True,
    )
    secret_foreign: float = par(
        0.05, "lives", "loss to a foreign fighter from leaving unseen", RANGE, ge=0, le=1, expert=True
    )
    secret_price: float = par(
        0.05,
        "share of value",
        "cost to the besieger of secrecy: night moves, cordons, hired lorries",
        "Raqqa 2017: the press was kept away; size assumed",
        ge=0,
        le=1,
        expert=True,
    )
    wounded_worth: float = par(
        0.06,
        "lives",
        "value of seeing the wounded arrive first, times the mediator's skill",
        "stepwise ceasefires hold better (Lundgren et al. 2023); size assumed",
        ge=0,
        le=1,
        expert=True,
    )
    wounded_price: float = par(
        0.01, "share of value", "cost to the besieger of letting the wounded go first", RANGE, ge=0, le=1, expert=True
    )
    exchange_local: float = par(
        0.05,
        "lives",
        "value to a local fighter of recovering the dead and captives, times hostage leverage / 3",
        RANGE,
        ge=0,
        le=1,
        expert=True,
    )
    exchange_foreign: float = par(
        0.02, "lives", "value to a foreign fighter of recovering the dead and captives", RANGE, ge=0, le=1, expert=True
    )
    exchange_gain: float = par(
        0.08,
        "share of value",
        "besieger's gain from recovering its own dead and captives, times hostage leverage / 3",
        "Qalamoun 2017: bodies and prisoners for buses; size assumed",
        ge=0,
        le=1,
        expert=True,
    )
    reciprocal_worth: float = par(
        0.03, "lives", "value of seeing allies elsewhere freed in step", RANGE, ge=0, le=1, expert=True
    )
    reciprocal_gain: float = par(
        0.08,
        "share of value",
        "besieger's gain from the release of its own people in the linked siege",
        "four towns 2017; size assumed",
        ge=0,
        le=1,
        expert=True,
    )
    date_days: float = par(
        14.0,
        "day",
        "how long fighters due to leave by a date may wait for relief",
        "capitulation law: days to a few weeks",
        ge=0,
        le=365,
    )
    settled_worth: float = par(
        0.10,
        "lives",
        "value of papers and home to a local fighter, times home ties and the captor's credibility",
        "al-Waer 60 % settled, Daraya about none; size assumed (0-0.3)",
        ge=0,
        le=1,
    )
    settled_price: float = par(
        0.02, "share of value", "cost to the besieger of an amnesty", RANGE + " (0-0.1)", ge=0, le=1, expert=True
    )
