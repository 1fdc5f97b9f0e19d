"""Hunger, disease and wounds."""

from sim.scenario.declare import Section, par

CLINGENDAEL = "Clingendael (Gaasbeek) 2024, excess mortality by body mass index"


class Bodies(Section):
    """Body mass over time, and deaths without direct violence."""

    mass_days: float = par(
        75.0,
        "day",
        "time scale of body-mass loss",
        "fits the 1981 hunger strike and Minnesota 1944-45",
        ge=20,
        le=200,
        expert=True,
        label="time scale of weight loss",
    )
    bmi: float = par(
        21.5,
        "kg/m2",
        "mean body mass index when the ring closes",
        CLINGENDAEL,
        ge=15,
        le=35,
        expert=True,
        label="initial body mass index",
    )
    bmi_spread: float = par(
        0.08,
        "share",
        "between-person spread of body mass index (s.d.)",
        ge=0,
        le=0.3,
        expert=True,
        label="spread of body mass index",
    )
    need_spread: float = par(
        0.15,
        "share",
        "between-person spread of food need and access to food (s.d.)",
        "15-20%; otherwise deaths cluster at one moment",
        ge=0,
        le=0.5,
        expert=True,
        label="spread of food need",
    )
    disease_per_day: float = par(
        1.0e-5,
        "1/day",
        "deaths from disease with adequate water, food and care (0.1 per 10,000 per day)",
        "assumption: part of ordinary mortality",
        ge=0,
        le=0.01,
        expert=True,
        label="baseline deaths from disease",
    )
    thirst_factor: float = par(
        6.0,
        "ratio",
        "additional disease deaths when no water is safe, as a multiple of the base rate",
        ge=0,
        le=100,
        expert=True,
        label="disease deaths without safe water",
    )
    frailty_factor: float = par(
        8.0,
        "ratio",
        "additional disease deaths per unit of body mass lost, as a multiple of the base rate",
        ge=0,
        le=100,
        expert=True,
        label="disease deaths from malnutrition",
    )
    wound_days: float = par(
        30.0, "day", "days for a wound to heal", ge=1, le=365, expert=True, label="healing time of wounds"
    )
    wound_death_per_day: float = par(
        0.004,
        "1/day",
        "deaths of the wounded under full care",
        "about 10% die of their wounds; assumption",
        ge=0,
        le=1,
        expert=True,
        label="death rate of the wounded",
    )
    no_care_factor: float = par(
        3.0,
        "ratio",
        "additional deaths from wounds without any care, as a multiple of those under care",
        ge=1,
        le=50,
        expert=True,
        label="deaths from wounds without care",
    )
