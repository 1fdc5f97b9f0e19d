"""Hunger, disease and wounds."""

from sim.scenario.declare import Section, par

CLINGENDAEL = "Clingendael (Gaasbeek) 2024, excess mortality by body mass index"


class Bodies(Section):
    """The body-mass clock and what kills without a shot."""

    mass_days: float = par(
        75.0,
        "day",
        "time scale of the body-mass clock",
        "fits the 1981 hunger strike and Minnesota 1944-45",
        ge=20,
        le=200,
        expert=True,
    )
    bmi: float = par(21.5, "kg/m2", "body mass index at the ring's closing", CLINGENDAEL, ge=15, le=35, expert=True)
    bmi_spread: float = par(0.08, "share", "spread of body mass index between people (s.d.)", ge=0, le=0.3, expert=True)
    need_spread: float = par(
        0.15,
        "share",
        "spread of need and of luck with food between people (s.d.)",
        "15-20 %, else deaths come in one lump",
        ge=0,
        le=0.5,
        expert=True,
    )
    disease_per_day: float = par(
        1.0e-5,
        "1/day",
        "deaths from disease with water, food and care (0.1 in 10,000 a day)",
        "assumption: a part of ordinary mortality",
        ge=0,
        le=0.01,
        expert=True,
    )
    thirst_factor: float = par(
        6.0, "ratio", "disease added when no water is safe, as a multiple of the base", ge=0, le=100, expert=True
    )
    frailty_factor: float = par(8.0, "ratio", "disease per unit of body mass lost", ge=0, le=100, expert=True)
    wound_days: float = par(30.0, "day", "days that a wound takes to heal", ge=1, le=365, expert=True)
    wound_death_per_day: float = par(
        0.004,
        "1/day",
        "deaths of the wounded under full care",
        "about 10 % die of wounds; assumption",
        ge=0,
        le=1,
        expert=True,
    )
    no_care_factor: float = par(
        3.0,
        "ratio",
        "deaths from wounds added without any care, as a multiple of those under care",
        ge=1,
        le=50,
        expert=True,
    )
