"""Many sieges at a time: what an experiment asks, which runs answer it, and where their rows are kept."""
