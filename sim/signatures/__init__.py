"""What the shipped sieges must show: bands on statistics of many runs, and whether they are met."""
