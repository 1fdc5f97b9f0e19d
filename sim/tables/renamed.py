"""Columns that have been renamed since version 0.1.0, for reading its results."""

#: Name in 0.1.0 -> name since 0.2.0, for all tables; no old name is in use for another column.
RENAMED = {
    # ledger
    "outside": "alternative_value",
    "foreign_outside": "foreign_alternative_value",
    "term": "reason",
    "sufficed": "shortfall",
    "way": "alternative",
    "words": "text",
    # daily series
    "garrison_storm": "garrison_p_storm",
    "garrison_road": "garrison_p_safe_road",
    "garrison_prison": "garrison_p_captive_survives",
    "besieger_odds": "p_win_assault",
    "besieger_stock": "besieger_endurance_factor",
    # columns that reports derive from a run
    "how": "ending",
    "end_day": "exit_day",
}
OLD_NAMES = {new: old for old, new in RENAMED.items()}
