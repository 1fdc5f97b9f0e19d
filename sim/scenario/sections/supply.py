"""Food, water and medicine."""

from sim.scenario.declare import Section, par


class Supply(Section):
    """What there is to eat, drink and treat with, and what still comes in."""

    food_days: float = par(
        45.0,
        "day",
        "how long the stores last everyone at full ration",
        ge=0,
        le=3650,
        when="start",
        label="food in the stores",
    )
    ration_g: int = par(
        600,
        "g/person/day",
        "full ration, 2,100 kcal at 3,500 kcal a kg of food",
        "UNHCR/WHO planning figure 1997",
        ge=100,
        le=3000,
        when="start",  # what comes in is reckoned in the first day's need
    )
    production: float = par(
        0.10,
        "share of first need",
        "local production (fields, gardens) while all of the ground is held",
        ge=0,
        le=2,
        label="local food production",
    )
    leak: float = par(
        0.35,
        "share of first need",
        "what smugglers and bribed checkpoints would bring through an open ring",
        "Todman 2016, siege economy: crossings and monopolies; size assumed",
        ge=0,
        le=2,
        label="smuggling through the ring",
    )
    price_exponent: float = par(
        3.0,
        "exponent",
        "price of food over that of peace: ration to the power of minus this",
        "bread in Eastern Ghouta 2017: 24 to 85 times Damascus (WFP)",
        ge=0,
        le=6,
        expert=True,
    )
    smuggling_elasticity: float = par(
        0.3,
        "exponent",
        "how smuggling answers to the price (0: not at all)",
        "assumption (0-1)",
        ge=0,
        le=3,
        label="smugglers' answer to prices",
    )
    smuggling_price: float = par(
        10.0,
        "ratio",
        "price of food over that of peace at which smuggling reaches `supply.leak`; cheaper food draws less",
        "sieges around Damascus knew up to 20 times its prices; assumption (4-20)",
        ge=1,
        le=1000,
        expert=True,
    )
    tunnel: float = par(
        0.0,
        "share of first need",
        "what tunnels, a side door or an air bridge bring, however tight the ring",
        ge=0,
        le=2,
        label="supply by tunnel or air",
    )
    aid: float = par(
        0.0,
        "share of first need",
        "aid convoys that stand ready; what enters is this times `besieger.aid_allowed`",
        ge=0,
        le=2,
        label="aid that stands ready",
    )
    target_ration: float = par(
        0.65,
        "share of full ration",
        "stores are drawn down so that the mean ration reaches this",
        "holds body mass for years at about 0.55 and more",
        ge=0,
        le=1,
        label="ration aimed at",
    )
    fighters_first: float = par(
        1.5,
        "ratio",
        "a fighter's ration over the mean ration",
        "assumption",
        ge=1,
        le=5,
        label="fighters' ration over the mean",
    )
    spoil_per_day: float = par(0.0005, "1/day", "share of the stores that spoils", ge=0, le=0.1, expert=True)
    store_loss: float = par(
        0.5,
        "share",
        "stores on ground that is lost: this share is destroyed or looted with it",
        ge=0,
        le=1,
        expert=True,
    )
    water: float = par(
        0.9, "share of need", "safe water while wells and river are held", ge=0, le=1, label="safe water"
    )
    medicine_days: float = par(
        60.0,
        "day",
        "how long medicine lasts at one treatment a day for each 500 inside",
        ge=0,
        le=3650,
        when="start",
        label="medicine in the stores",
    )
    medicine_leak: float = par(0.15, "share of need", "treatments that come in through an open ring", ge=0, le=1)
