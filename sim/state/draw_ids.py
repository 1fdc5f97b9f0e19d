"""Purposes of the parties' lots on one day, of the stream PARTY: those that compiled days draw too."""

ORDER, HALT = 1, 2
OPEN, WHO, ANSWER, DISCRETION = 10, 11, 12, 14
LIFT, COLLAPSE = 30, 31
