"""A siege of 900 people."""

SMALL = {"population.civilians": 300, "garrison.fighters": 200, "besieger.manpower": 400}
SET = [word for name, value in SMALL.items() for word in ("--set", f"{name}={value}")]
