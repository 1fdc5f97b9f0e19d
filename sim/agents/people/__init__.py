"""People as Mesa agents: views of the rows of the population, and sets of them."""
