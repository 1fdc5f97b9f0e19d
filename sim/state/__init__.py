"""People, ground, luck: the columns and layers, the first day, snapshots."""
