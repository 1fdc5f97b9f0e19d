"""Parameters of bargaining."""

from sim.scenario.declare import Section, par

TRIED = "mean-field trial on 26 coded sieges; prior range, not an estimate"


class Negotiation(Section):
    """How the parties value options, make offers, learn and respond."""

    allowed: bool = par(
        True, "yes/no", "false is a policy of annihilation: no talks, and a pending deal is void", label="talks allowed"
    )
    decision_days: float = par(
        2.0,
        "day",
        "interval between decision rounds of the commands",
        ge=1,
        le=30,
        expert=True,
        label="interval between decisions",
    )
    opening_days: float = par(
        14.0,
        "day",
        "mean time until a party that wants talks gets them",
        TRIED,
        ge=0.5,
        le=365,
        label="time until talks open",
    )
    offer_interval_days: float = par(
        14.0,
        "day",
        "interval between two offers under assault",
        "Coasian dynamics: the interval matters substantively, 1-4 weeks",
        ge=1,
        le=365,
        label="interval between offers under assault",
    )
    blockade_interval_days: float = par(
        28.0,
        "day",
        "interval between two offers in a blockade",
        TRIED,
        ge=1,
        le=365,
        label="interval between offers in a blockade",
    )
    least_hope: float = par(
        0.1,
        "probability",
        "lowest believed probability of acceptance at which the besieger makes an offer",
        ge=0,
        le=1,
        label="lowest probability of acceptance for an offer",
    )
    truce_days: int = par(
        2, "day", "length of the truce while an offer is on the table", ge=0, le=60, label="length of a truce for talks"
    )
    horizon_days: float = par(
        182.0, "day", "planning horizon of a command", ge=7, le=3650, expert=True, label="planning horizon"
    )
    hold_days: float = par(
        182.0,
        "day",
        "time scale on which holding out has value",
        TRIED,
        ge=7,
        le=3650,
        expert=True,
        label="time scale of the value of holding out",
    )
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
    doctrine: float = par(
        0.5,
        "lives",
        "aversion to surrender at ideology 3",
        TRIED + " (0-0.8)",
        ge=0,
        le=3,
        label="aversion to surrender",
    )
    road_fear: float = par(
        7.0,
        "ratio",
        "danger of the road as those who are to leave fear it, over what the road takes on average",
        "assumption: they think of the worst that may happen; 1 is without prejudice",
        ge=0,
        le=100,
        label="fear of the road",
    )
    doctrine_leaving: float = par(
        0.5,
        "share",
        "part of the aversion to surrender that doctrine also has to leaving",
        ge=0,
        le=1,
        expert=True,
        label="aversion to leaving, over that to surrender",
    )
    resolve_base: float = par(
        0.3,
        "lives",
        "value of holding out to a local fighter without ideology",
        TRIED,
        ge=0,
        le=3,
        expert=True,
        label="value of holding out to a fighter",
    )
    resolve_ideology: float = par(
        0.22,
        "lives per level",
        "additional value of holding out per level of ideology",
        TRIED + " (0-0.4)",
        ge=0,
        le=3,
        expert=True,
        label="value of holding out per level of ideology",
    )
    resolve_foreign: float = par(
        0.4,
        "lives",
        "additional value of holding out to a foreign fighter",
        TRIED,
        ge=0,
        le=3,
        expert=True,
        label="foreign fighters' additional value of holding out",
    )
    cause_kept: float = par(
        0.5,
        "share",
        "share of the cause that survives with those who leave",
        ge=0,
        le=1,
        label="cause that survives a departure",
    )
    exile: float = par(
        0.1, "lives", "cost of exile to a local fighter, times home ties", ge=0, le=2, label="cost of exile"
    )
    foreign_danger: float = par(
        0.35,
        "probability",
        "additional mortality risk of a foreign fighter who surrenders",
        "order to 'kill them' at Raqqa",
        ge=0,
        le=1,
        label="foreign fighters' risk after surrender",
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
    optimism: float = par(
        1.5,
        "log",
        "garrison's initial overestimate of its endurance",
        "Slantchev 2003; " + TRIED + " (0-2.5)",
        ge=0,
        le=5,
        label="garrison's initial optimism",
    )
    optimism_days: float = par(
        42.0,
        "day",
        "time scale on which that optimism fades",
        ge=1,
        le=365,
        expert=True,
        label="time scale of optimism",
    )
    type_spread: float = par(
        0.15,
        "lives",
        "spread of a garrison's private resolve (s.d.), drawn once",
        TRIED + " (0.05-0.4)",
        ge=0,
        le=2,
        when="start",
        label="spread of garrisons' resolve",
    )
    temper_spread: float = par(
        0.05,
        "share of value",
        "spread of a besieger's private disposition towards deals (s.d.), drawn once",
        ge=0,
        le=1,
        when="start",
        expert=True,
        label="spread of besiegers' disposition",
    )
    sight_spread: float = par(
        0.5,
        "log",
        "besieger's error about the garrison's endurance (s.d.), drawn once",
        ge=0,
        le=3,
        when="start",
        expert=True,
        label="besieger's error about endurance",
    )
    noise: float = par(
        0.03,
        "lives",
        "scale of the remaining noise in a response to an offer",
        ge=0.001,
        le=1,
        expert=True,
        label="noise in responses",
    )
    belief_spread: float = par(
        0.25,
        "lives",
        "besieger's uncertainty about the garrison's resolve (s.d.)",
        "Powell: private information is a weak obstacle",
        ge=0.01,
        le=2,
        expert=True,
        label="besieger's uncertainty about resolve",
    )
    civilian_voice: float = par(
        0.3,
        "lives",
        "weight of civilian suffering in local fighters' decisions at full home ties",
        ge=0,
        le=3,
        label="weight of civilian suffering",
    )
    leave_hope: float = par(
        0.5,
        "probability",
        "probability that a later offer matches the last one",
        ge=0,
        le=1,
        expert=True,
        label="expectation of a later offer",
    )
    leave_hope_days: float = par(
        60.0,
        "day",
        "time scale on which that probability declines",
        ge=1,
        le=730,
        expert=True,
        label="time scale of that expectation",
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
    collapse_per_day: float = par(
        0.15,
        "1/day",
        "probability that a force far below its breaking point dissolves",
        ge=0,
        le=5,
        expert=True,
        label="rate of collapse",
    )
    collapse_force: float = par(
        0.25,
        "share",
        "breaking point: fighting strength relative to day 0, or to that of `negotiation.breaking_days` ago",
        ge=0,
        le=1,
        expert=True,
        label="strength at which a force collapses",
    )
    breaking_days: float = par(
        365.0,
        "day",
        "time over which losses count toward breaking, weighed by the enemy at hand; 0: all losses since day 0, "
        "whatever the enemy",
        ge=0,
        le=3650,
        expert=True,
        label="time over which losses break a force",
    )
    collapse_morale: float = par(
        0.18,
        "morale",
        "breaking point: mean morale",
        ge=0,
        le=1,
        expert=True,
        label="morale at which a force collapses",
    )
