"""Those around the siege: relief, patron, guarantor, mediator, observers."""

from sim.scenario.declare import Section, par


class Relief(Section):
    """Hope of relief and its truth."""

    rate_per_week: float = par(
        0.003,
        "1/week",
        "chance that an outside force breaks the ring",
        "2 relieved of about 16 sieges in 45 siege-years: 0.0009; Deir ez-Zor and Nubl the long ones",
        ge=0,
        le=1,
        label="chance of relief",
    )
    hope: float = par(2.0, "ratio", "the garrison's hope over the true rate", ge=0, le=20)


class Patron(Section):
    """An outside power behind the besieger, with aircraft of its own."""

    veto: float = par(
        0.0, "0-1", "power to block a deal before it is carried out; 0 has none", ge=0, le=1, label="patron's veto"
    )
    reach: float = par(
        0.0,
        "0-1",
        "chance a day that its aircraft are over the road and may crater it or strike; 0 leaves the road alone",
        ge=0,
        le=1,
        label="patron's reach over the road",
    )
    threat_bearer: float = par(
        0.3,
        "0-1",
        "share of the threat of those who leave armed that falls on the patron and its own",
        "assumption: 1 where they are bound for its own front, about 0 where others meet them",
        ge=0,
        le=1,
        label="threat borne by the patron",
    )
    audience_cost: float = par(
        1.0,
        "0-3",
        "how much the patron's public minds that fighters are let go",
        "3: a declared policy of annihilation, May 2017",
        ge=0,
        le=3,
        label="patron's audience cost",
    )
    restraint: float = par(
        1.0,
        "share of value",
        "what it costs the patron more to strike a column of civilians alone than one of fighters alone; 0: no matter",
        "Manbij 2016 and Raqqa 2017: civilians in every vehicle stopped the fire; the size is an assumption",
        ge=0,
        le=5,
        label="restraint by civilians aboard",
    )
    rival_request: float = par(
        0.0,
        "0-1",
        "a rival power asks it to let the column be",
        "Qalamoun 2017: Russia asked for it",
        ge=0,
        le=1,
        label="a rival's request",
    )
    veto_price: float = par(
        0.25, "share of value", "what blocking its own side's deal costs the patron", ge=0, le=5, expert=True
    )
    crater_price: float = par(
        0.3, "share of value", "what cratering an empty stretch of the road costs it", ge=0, le=5, expert=True
    )
    strike_price: float = par(
        0.4, "share of value", "what striking a column of fighters alone costs it", ge=0, le=5, expert=True
    )
    doubt: float = par(
        0.08,
        "share of value",
        "how far a patron's temper differs from siege to siege, and the doubt of others about it",
        ge=0.001,
        le=1,
        expert=True,
    )


class Guarantor(Section):
    """One who rides on the buses and whose word the garrison can trust."""

    strength: float = par(
        0.2,
        "0-1",
        "boots on the buses: 0 nobody, 1 sure",
        "Walter 1997; al-Waer before and after",
        ge=0,
        le=1,
        label="guarantor's strength",
    )
    stays_days: float = par(
        180.0,
        "day",
        "how long a sure guarantor stays with those who settled; a weaker one leaves sooner in proportion",
        "Daraa 2018: arrests grew once the Russian police stood back",
        ge=0,
        le=3650,
    )


class Mediator(Section):
    """One who carries messages: elders, clergy, the Red Crescent."""

    skill: float = par(
        0.3,
        "0-1",
        "lowers the cost of talking and of being seen to talk",
        "Clayton et al. 2022",
        ge=0,
        le=1,
        label="mediator's skill",
    )


class Observers(Section):
    """Who is watching."""

    aircraft: float = par(
        0.0, "0-1", "sight from the air over the place and the road", ge=0, le=1, label="sight from the air"
    )
    monitors: float = par(0.1, "0-1", "monitors at the crossings", ge=0, le=1, label="monitors")
    journalists: float = par(0.2, "0-1", "press on the spot; 0 when kept out", ge=0, le=1, label="journalists")
    kept_out: float = par(
        0.9,
        "share",
        "of the press, those whom the besieger can keep away from a secret convoy",
        "Raqqa 2017: journalists were not let near the buses (BBC, 13 November 2017)",
        ge=0,
        le=1,
    )
    attention: float = par(
        0.5,
        "0-1",
        "how much public attention at its height adds to what is seen; 0 switches attention off",
        "Clayton et al. 2022 on visible violence; the size is an assumption",
        ge=0,
        le=1,
    )
    attention_days: float = par(
        30.0, "day", "time in which public attention fades to a third", ge=1, le=730, expert=True
    )
    exposure_days: float = par(
        45.0,
        "day",
        "mean time until a denied deal comes out where many saw it",
        "Raqqa 2017: the convoy of 12 October was told by its drivers on 13 November",
        ge=1,
        le=3650,
    )
    condemned_from: int = par(
        1500,
        "person",
        "civilians bused out, at which a convoy in full view is condemned as forced displacement as likely as not; "
        "0 switches condemnation off",
        "UN Commission of Inquiry on Daraya (4 700) and eastern Aleppo; the size is an assumption",
        ge=0,
        le=1_000_000,
    )
