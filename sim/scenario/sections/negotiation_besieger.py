"""Parameters of what the besieger's options and a deal are worth to it."""

from sim.scenario.declare import TRIED, Section, par


class BesiegerUtilities(Section):
    """What storming, waiting, lifting and a deal are worth to the besieger."""

    value_per_fighter: float = par(
        0.8,
        "lives",
        "own deaths the besieger would accept to take the town, per initial defender",
        "losses at Daraya (0.3) and Manbij (0.25) are lower bounds",
        ge=0.01,
        le=20,
        label="value of the town per defender",
    )
    life_price: float = par(
        0.46,
        "lives per life",
        "price of an own life when manpower is sufficient (doubles per level of scarcity)",
        TRIED + " (0.3-3 at medium scarcity)",
        ge=0.01,
        le=50,
        label="price of a life",
    )
    escaped_danger: float = par(
        0.2,
        "deaths",
        "own side's later deaths per fighter who leaves armed",
        "free parameter: 0.01-1, as an uncertainty 0.1-3",
        ge=0,
        le=10,
        label="later deaths per armed leaver",
    )
    audience: float = par(
        0.6,
        "share of value",
        "cost of a visible deal at audience level 3",
        TRIED + " (0-1.2); Tomz 2007: real but modest",
        ge=0,
        le=5,
        label="audience cost of a visible deal",
    )
    patron_cost: float = par(
        0.3,
        "share of value",
        "cost of a deal against a patron's full veto, and probability that the patron blocks it",
        TRIED + " (0-0.95)",
        ge=0,
        le=5,
        label="cost of defying the patron",
    )
    impatience_blockade: float = par(
        0.006,
        "1/week",
        "besieger's discount rate in a blockade",
        "0.002-0.02",
        ge=0,
        le=1,
        label="discount rate in a blockade",
    )
    impatience_offensive: float = par(
        0.02,
        "1/week",
        "besieger's discount rate once an offensive is under way",
        TRIED + " (0.005-0.15)",
        ge=0,
        le=1,
        label="discount rate in an offensive",
    )
    upkeep: float = par(
        4e-4,
        "lives/person/week",
        "cost of one besieger in the ring",
        "Daraya: 286 of 3,000 over about 190 weeks",
        ge=0,
        le=0.1,
        label="cost of maintaining the siege",
    )
    last_stand: float = par(
        0.4,
        "share",
        "cost of holding out to the end, as a share of the cost of an assault",
        TRIED,
        ge=0,
        le=2,
        expert=True,
        label="cost of a last stand",
    )
    slip_out: float = par(
        0.3,
        "share",
        "share of fighters who slip out of a starving pocket",
        ge=0,
        le=1,
        expert=True,
        label="share who slip out of a starving pocket",
    )
    envelopment: float = par(
        1.5,
        "ratio",
        "strength added to a defence by inflow of food, ammunition and men",
        "McQuie: envelopment; " + TRIED,
        ge=0,
        le=5,
        expert=True,
        label="effect of supply on a defence",
    )
    lift_per_week: float = par(
        0.02,
        "1/week",
        "probability of lifting the siege when no other option is worth its cost",
        ge=0,
        le=1,
        label="rate of lifting the siege",
    )
    lift_loss: float = par(
        0.5,
        "share of value",
        "reputational loss from lifting the siege",
        "none of some 16 blockades of 2012-18 was lifted by choice in 45 siege-years",
        ge=0,
        le=2,
        label="reputational cost of lifting the siege",
    )
