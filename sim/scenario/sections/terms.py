"""What the features of a package are worth and cost, beside who leaves and who gives himself up."""

from sim.scenario.declare import Section, par

RANGE = "assumption; sign from capitulation law and local agreements, size free"


class Terms(Section):
    """Additive prices: to a local and a foreign fighter in lives, to the besieger in shares of the place's worth."""

    named: bool = par(
        True,
        "yes/no",
        "false leaves four plain packages: evacuation, split, surrender, split surrender",
        label="named packages",
    )
    taste_spread: float = par(
        0.02,
        "share of value",
        "spread of a besieger's liking for each named package (s.d.), drawn once, so that none is best by a hair",
        ge=0,
        le=0.5,
        when="start",
        expert=True,
    )
    arms_worth: float = par(
        0.10, "lives", "worth of arms and baggage to one who leaves with all of them", RANGE + " (0-0.2)", ge=0, le=1
    )
    arms_price: float = par(
        0.05, "share of value", "besieger's price of letting all arms go", RANGE + " (0-0.2)", ge=0, le=1
    )
    honours_local: float = par(0.02, "lives", "worth of flags flying", RANGE + " (0-0.1)", ge=0, le=1, expert=True)
    honours_foreign: float = par(
        0.05, "lives", "the same to a foreign fighter", RANGE + " (0-0.2)", ge=0, le=1, expert=True
    )
    honours_price: float = par(
        0.05, "share of value", "besieger's price of seeing them go so", RANGE + " (0-0.2)", ge=0, le=1, expert=True
    )
    families_local: float = par(
        0.3,
        "lives",
        "loss of one who must leave his family behind, at full home ties",
        RANGE + " (0-0.6)",
        ge=0,
        le=2,
    )
    families_foreign: float = par(
        0.1, "lives", "the same to a foreign fighter", RANGE + " (0-0.3)", ge=0, le=2, expert=True
    )
    bare_gain: float = par(
        0.02,
        "share of value",
        "besieger's gain from seeing them go with nothing",
        RANGE + " (0-0.1)",
        ge=0,
        le=1,
        expert=True,
    )
    secret_local: float = par(
        0.03, "lives", "loss by slipping out unseen, without flags or witnesses", RANGE, ge=0, le=1, expert=True
    )
    secret_foreign: float = par(0.05, "lives", "the same to a foreign fighter", RANGE, ge=0, le=1, expert=True)
    secret_price: float = par(
        0.05,
        "share of value",
        "besieger's price of keeping it quiet: night moves, cordons, hired lorries",
        "Raqqa 2017: the press was kept away; size assumed",
        ge=0,
        le=1,
        expert=True,
    )
    wounded_worth: float = par(
        0.06,
        "lives",
        "worth of seeing the wounded arrive first, times the mediator's skill",
        "stepwise ceasefires hold better (Lundgren et al. 2023); size assumed",
        ge=0,
        le=1,
        expert=True,
    )
    wounded_price: float = par(0.01, "share of value", "besieger's price of it", RANGE, ge=0, le=1, expert=True)
    exchange_local: float = par(
        0.05, "lives", "worth of the dead and captives brought home, times hostages / 3", RANGE, ge=0, le=1, expert=True
    )
    exchange_foreign: float = par(0.02, "lives", "the same to a foreign fighter", RANGE, ge=0, le=1, expert=True)
    exchange_gain: float = par(
        0.08,
        "share of value",
        "besieger's gain from his own dead and captives, times hostages / 3",
        "Qalamoun 2017: bodies and prisoners for buses; size assumed",
        ge=0,
        le=1,
        expert=True,
    )
    reciprocal_worth: float = par(
        0.03, "lives", "worth of having friends elsewhere go free in step", RANGE, ge=0, le=1, expert=True
    )
    reciprocal_gain: float = par(
        0.08,
        "share of value",
        "besieger's gain from his own people freed in the linked siege",
        "four towns 2017; size assumed",
        ge=0,
        le=1,
        expert=True,
    )
    date_days: float = par(
        14.0,
        "day",
        "how long one who is to leave by a date may wait for relief",
        "capitulation law: days to a few weeks",
        ge=0,
        le=365,
    )
    settled_worth: float = par(
        0.10,
        "lives",
        "worth of papers and home to a local fighter, times home ties and what the captor's word is worth",
        "al-Waer 60 % settled, Daraya about none; size assumed (0-0.3)",
        ge=0,
        le=1,
    )
    settled_price: float = par(
        0.02, "share of value", "besieger's price of an amnesty", RANGE + " (0-0.1)", ge=0, le=1, expert=True
    )
