"""Numbers, counts and lists as they are read."""


def number(value: float) -> str:
    """12 345; large counts in threes."""
    return f"{round(value):,}".replace(",", " ")


def count(heads: float, one: str, many: str = "") -> str:
    """1 fighter, 2 fighters, no fighters."""
    return f"{number(heads) if round(heads) else 'no'} {one if round(heads) == 1 else many or one + 's'}"


def capital(text: str) -> str:
    """With a capital; the rest as it is."""
    return text[:1].upper() + text[1:]


def named(key: str) -> str:
    """A siege of a theatre by its name as one reads it: red_town -> Red Town."""
    return key.replace("_", " ").title()


def listed(parts: list[str]) -> str:
    """a, b and c."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)
