"""Value and cost of a package's features, apart from who leaves and who surrenders."""

from sim.scenario.declare import Section, par

RANGE = "assumption; sign from capitulation law and local agreements, size free"


class Terms(Section):
    """Value of each term of a deal: to fighters in lives, to the besieger as a share of the town's value."""

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
        label="spread of preferences between packages",
    )
    arms_worth: float = par(
        0.10,
        "lives",
        "value of arms and baggage to a fighter who leaves with all of them",
        RANGE + " (0-0.2)",
        ge=0,
        le=1,
        label="value of keeping arms",
    )
    arms_price: float = par(
        0.05,
        "share of value",
        "cost to the besieger of letting all arms go",
        RANGE + " (0-0.2)",
        ge=0,
        le=1,
        label="cost of letting arms go",
    )
    honours_local: float = par(
        0.02,
        "lives",
        "value of leaving with flags flying to a local fighter",
        RANGE + " (0-0.1)",
        ge=0,
        le=1,
        expert=True,
        label="value of honours to a local fighter",
    )
    honours_foreign: float = par(
        0.05,
        "lives",
        "value of leaving with flags flying to a foreign fighter",
        RANGE + " (0-0.2)",
        ge=0,
        le=1,
        expert=True,
        label="value of honours to a foreign fighter",
    )
    honours_price: float = par(
        0.05,
        "share of value",
        "cost to the besieger of granting honours",
        RANGE + " (0-0.2)",
        ge=0,
        le=1,
        expert=True,
        label="cost of granting honours",
    )
    families_local: float = par(
        0.3,
        "lives",
        "loss to a local fighter who must leave family behind, at full home ties",
        RANGE + " (0-0.6)",
        ge=0,
        le=2,
        label="local fighter's loss from leaving family",
    )
    families_foreign: float = par(
        0.1,
        "lives",
        "loss to a foreign fighter who must leave family behind",
        RANGE + " (0-0.3)",
        ge=0,
        le=2,
        expert=True,
        label="foreign fighter's loss from leaving family",
    )
    bare_gain: float = par(
        0.02,
        "share of value",
        "besieger's gain from seeing them leave with nothing",
        RANGE + " (0-0.1)",
        ge=0,
        le=1,
        expert=True,
        label="gain from departure without baggage",
    )
    secret_local: float = par(
        0.03,
        "lives",
        "loss to a local fighter from leaving unseen, without flags or witnesses",
        RANGE,
        ge=0,
        le=1,
        expert=True,
        label="local fighter's loss from secrecy",
    )
    secret_foreign: float = par(
        0.05,
        "lives",
        "loss to a foreign fighter from leaving unseen",
        RANGE,
        ge=0,
        le=1,
        expert=True,
        label="foreign fighter's loss from secrecy",
    )
    secret_price: float = par(
        0.05,
        "share of value",
        "cost to the besieger of secrecy: night moves, cordons, hired lorries",
        "Raqqa 2017: the press was kept away; size assumed",
        ge=0,
        le=1,
        expert=True,
        label="cost of secrecy",
    )
    wounded_worth: float = par(
        0.06,
        "lives",
        "value of seeing the wounded arrive first, times the mediator's skill",
        "stepwise ceasefires hold better (Lundgren et al. 2023); size assumed",
        ge=0,
        le=1,
        expert=True,
        label="value of evacuating the wounded first",
    )
    wounded_price: float = par(
        0.01,
        "share of value",
        "cost to the besieger of letting the wounded go first",
        RANGE,
        ge=0,
        le=1,
        expert=True,
        label="cost of letting the wounded go first",
    )
    exchange_local: float = par(
        0.05,
        "lives",
        "value to a local fighter of recovering the dead and captives, times hostage leverage / 3",
        RANGE,
        ge=0,
        le=1,
        expert=True,
        label="value of an exchange to a local fighter",
    )
    exchange_foreign: float = par(
        0.02,
        "lives",
        "value to a foreign fighter of recovering the dead and captives",
        RANGE,
        ge=0,
        le=1,
        expert=True,
        label="value of an exchange to a foreign fighter",
    )
    exchange_gain: float = par(
        0.08,
        "share of value",
        "besieger's gain from recovering its own dead and captives, times hostage leverage / 3",
        "Qalamoun 2017: bodies and prisoners for buses; size assumed",
        ge=0,
        le=1,
        expert=True,
        label="besieger's gain from an exchange",
    )
    reciprocal_worth: float = par(
        0.03,
        "lives",
        "value of seeing allies elsewhere freed in step",
        RANGE,
        ge=0,
        le=1,
        expert=True,
        label="value of a reciprocal release to fighters",
    )
    reciprocal_gain: float = par(
        0.08,
        "share of value",
        "besieger's gain from the release of its own people in the linked siege",
        "four towns 2017; size assumed",
        ge=0,
        le=1,
        expert=True,
        label="besieger's gain from a reciprocal release",
    )
    date_days: float = par(
        14.0,
        "day",
        "how long fighters due to leave by a date may wait for relief",
        "capitulation law: days to a few weeks",
        ge=0,
        le=365,
        label="wait for relief before a dated departure",
    )
    settled_worth: float = par(
        0.10,
        "lives",
        "value of papers and home to a local fighter, times home ties and the captor's credibility",
        "al-Waer 60% settled, Daraya about none; size assumed (0-0.3)",
        ge=0,
        le=1,
        label="value of settling to a local fighter",
    )
    settled_price: float = par(
        0.02,
        "share of value",
        "cost to the besieger of an amnesty",
        RANGE + " (0-0.1)",
        ge=0,
        le=1,
        expert=True,
        label="cost of an amnesty",
    )
