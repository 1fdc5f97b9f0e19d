"""The pages: live, sweeps, compare, about."""
