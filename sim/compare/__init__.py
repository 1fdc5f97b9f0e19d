"""What the rows of sweeps say: estimates with their intervals, reports, comparisons."""
