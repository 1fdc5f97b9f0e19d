"""Food, water and medicine."""

from sim.scenario.declare import Section, par


class Supply(Section):
    """Stocks of food, water and medicine, and supplies that still get in."""

    food_days: float = par(
        45.0,
        "day",
        "how long the food stock lasts everyone at full rations",
        ge=0,
        le=3650,
        when="start",
        label="food in the stores",
    )
    ration_g: int = par(
        600,
        "g/person/day",
        "full ration: 2,100 kcal at 3,500 kcal per kg of food",
        "UNHCR/WHO planning figure 1997",
        ge=100,
        le=3000,
        when="start",  # what comes in is reckoned in the first day's need,
        label="full ration",
    )
    production: float = par(
        0.10,
        "share of initial need",
        "local production (fields, gardens) while all of the ground is held",
        ge=0,
        le=2,
        label="local food production",
    )
    leak: float = par(
        0.35,
        "share of initial need",
        "what smugglers and bribed checkpoints would bring through an open ring",
        "Todman 2016, siege economy: crossings and monopolies; size assumed",
        ge=0,
        le=2,
        label="smuggling through the ring",
    )
    price_exponent: float = par(
        3.0,
        "exponent",
        "food price relative to peacetime is the ration to the power of minus this exponent",
        "bread in Eastern Ghouta 2017: 24 to 85 times Damascus (WFP)",
        ge=0,
        le=6,
        expert=True,
        label="response of food prices to scarcity",
    )
    smuggling_elasticity: float = par(
        0.3,
        "exponent",
        "response of smuggling to the food price (0: none)",
        "assumption (0-1)",
        ge=0,
        le=3,
        label="price elasticity of smuggling",
    )
    smuggling_price: float = par(
        10.0,
        "ratio",
        "food price relative to peacetime at which smuggling reaches `supply.leak`; lower prices attract less",
        "prices in sieges around Damascus reached 20 times those outside; assumption (4-20)",
        ge=1,
        le=1000,
        expert=True,
        label="food price at which smuggling peaks",
    )
    tunnel: float = par(
        0.0,
        "share of initial need",
        "what tunnels or a back door bring in, however tight the ring",
        ge=0,
        le=2,
        label="supply by tunnel",
    )
    aid: float = par(
        0.0,
        "share of initial need",
        "aid available outside; this times `besieger.aid_allowed` enters",
        ge=0,
        le=2,
        label="aid available",
    )
    fields_tonnes: float = par(
        0.0,
        "t/day",
        "food grown in fields and gardens while all of the ground is held",
        ge=0,
        le=10_000,
        label="food grown",
    )
    fields_grams: float = par(
        0.0,
        "g/person/day",
        "food grown in fields and gardens while all of the ground is held, for each person inside",
        ge=0,
        le=3000,
        label="food grown per person",
    )
    fields_share: float = par(
        0.0,
        "share of present need",
        "food grown in fields and gardens while all of the ground is held, over what those now inside need",
        ge=0,
        le=5,
        label="food grown relative to present need",
    )
    smuggling_tonnes: float = par(
        0.0,
        "t/day",
        "food brought in by smugglers through an open ring, at high prices",
        ge=0,
        le=10_000,
        label="food smuggled",
    )
    smuggling_grams: float = par(
        0.0,
        "g/person/day",
        "food brought in by smugglers through an open ring, at high prices, for each person inside",
        ge=0,
        le=3000,
        label="food smuggled per person",
    )
    smuggling_share: float = par(
        0.0,
        "share of present need",
        "food brought in by smugglers through an open ring, at high prices, over what those now inside need",
        ge=0,
        le=5,
        label="food smuggled relative to present need",
    )
    tunnel_tonnes: float = par(
        0.0,
        "t/day",
        "food brought in through tunnels or a back door",
        ge=0,
        le=10_000,
        label="food by tunnel",
    )
    tunnel_grams: float = par(
        0.0,
        "g/person/day",
        "food brought in through tunnels or a back door, for each person inside",
        ge=0,
        le=3000,
        label="food by tunnel per person",
    )
    tunnel_share: float = par(
        0.0,
        "share of present need",
        "food brought in through tunnels or a back door, over what those now inside need",
        ge=0,
        le=5,
        label="food by tunnel relative to present need",
    )
    airlift_tonnes: float = par(0.0, "t/day", "food brought in by air", ge=0, le=10_000, label="food by airlift")
    airlift_grams: float = par(
        0.0,
        "g/person/day",
        "food brought in by air, for each person inside",
        ge=0,
        le=3000,
        label="food by airlift per person",
    )
    airlift_share: float = par(
        0.0,
        "share of present need",
        "food brought in by air, over what those now inside need",
        ge=0,
        le=5,
        label="food by airlift relative to present need",
    )
    aid_tonnes: float = par(
        0.0,
        "t/day",
        "food available outside as aid; this times `besieger.aid_allowed` enters",
        ge=0,
        le=10_000,
        label="aid available",
    )
    aid_grams: float = par(
        0.0,
        "g/person/day",
        "food available outside as aid; this times `besieger.aid_allowed` enters, for each person inside",
        ge=0,
        le=3000,
        label="aid available per person",
    )
    aid_share: float = par(
        0.0,
        "share of present need",
        "food available outside as aid; this times `besieger.aid_allowed` enters, over what those now inside need",
        ge=0,
        le=5,
        label="aid available relative to present need",
    )
    target_ration: float = par(
        0.65,
        "share of full ration",
        "stocks are drawn down so that the mean ration reaches this level",
        "a ration of about 0.55 or more maintains body mass for years",
        ge=0,
        le=1,
        label="target ration",
    )
    fighters_first: float = par(
        1.5,
        "ratio",
        "a fighter's ration relative to the mean ration",
        "assumption",
        ge=1,
        le=5,
        label="fighters' ration relative to the mean",
    )
    spoil_per_day: float = par(
        0.0005, "1/day", "share of the stock that spoils", ge=0, le=0.1, expert=True, label="spoilage"
    )
    store_loss: float = par(
        0.5,
        "share",
        "share of the stock on lost ground that is destroyed or looted",
        ge=0,
        le=1,
        expert=True,
        label="stocks lost with ground",
    )
    water: float = par(
        0.9, "share of need", "safe water while wells and the river are held", ge=0, le=1, label="safe water"
    )
    medicine_days: float = par(
        60.0,
        "day",
        "how long the medicine stock lasts at one treatment per day per 500 people inside",
        ge=0,
        le=3650,
        when="start",
        label="medicine in the stores",
    )
    medicine_leak: float = par(
        0.15, "share of need", "treatments that come in through an open ring", ge=0, le=1, label="medicine smuggled in"
    )
