"""The dashboard: one siege live, sweeps as they fill in, comparisons; a Solara application on this machine only."""
