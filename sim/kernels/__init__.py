"""Loops over people and cells, dumb and fast; each calls the rule of its stem."""
