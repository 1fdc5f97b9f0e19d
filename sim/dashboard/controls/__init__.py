"""Form controls generated from the scenario schema."""
