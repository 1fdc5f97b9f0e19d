"""People, ground, random numbers: the columns and layers, the first day, snapshots."""
