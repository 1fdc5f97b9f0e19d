"""The truce while an offer lies on the table, and its breach."""

from sim.scenario.declare import Section, par


class Truce(Section):
    """Who breaks it, and what that costs."""

    besieger_per_day: float = par(
        0.05,
        "1/day",
        "rate at which a besieger who is set on storming breaks a truce that nobody sees (0: never)",
        "early local truces were routinely violated (Integrity 2014); size assumed (0-0.2)",
        ge=0,
        le=5,
        label="besieger's temptation to break a truce",
    )
    seen_deters: float = par(0.8, "share", "of that rate, what being seen takes away", "assumption (0.3-1)", ge=0, le=1)
    hardliners_per_day: float = par(
        0.03,
        "1/day",
        "rate at which foreigners who lose by the terms break it, were they as many as the others (0: never)",
        "Stedman 1997; Kydd and Walter 2002; size assumed (0-0.2)",
        ge=0,
        le=5,
        label="hardliners' temptation to break a truce",
    )
    reputation_loss: float = par(
        0.10, "0-1", "what the besieger's word loses by a breach of his", "assumption (0-0.3)", ge=0, le=1
    )
    cold_days: int = par(14, "day", "how long nobody opens talks after a breach", "assumption (3-60)", ge=0, le=365)
