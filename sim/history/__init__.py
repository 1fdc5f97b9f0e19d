"""Historical sieges as cases: their codebook, the mapping from inputs to parameters, their runs and how runs score."""
