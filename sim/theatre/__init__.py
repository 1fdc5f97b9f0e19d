"""Several sieges that know of each other, in step."""
