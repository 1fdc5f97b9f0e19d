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
    """An outside power behind the besieger."""

    veto: float = par(0.0, "0-1", "power to block or strike a deal", ge=0, le=1, label="patron's veto")


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
