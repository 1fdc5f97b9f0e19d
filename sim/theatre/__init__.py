"""Several sieges that influence each other, run in step."""
