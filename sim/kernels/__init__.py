"""Compiled loops over people and cells; each calls the rule of its stem.

Arrays that belong to a record (`People`, `Grid`, `Groups`, `Scratch`, ...) are declared in its class, with dtype and
dimensions; a kernel that is given a record says which of them it `Writes`, and reads others. An array that is given by
itself is declared in the docstring, as `name : dtype (dimensions), intent`: `in` is read, `out` is filled, whatever it
held before, and `inout` is changed. Dimensions are `rows` (of the block), `cells` (of the grid), `front` (cells of the
front line), `groups`, `kinds`, `columns` (of the daily count); other sizes are letters.
"""
