"""What the rows of a sweep are reduced to: tables of estimates, main effects, sensitivity indices, PRIM boxes."""
