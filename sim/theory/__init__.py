"""The rules of the siege: scalar arithmetic that reads like prose with equations, one idea a file.

Read them in this order: chance, supply, bodies, fire, assault, morale, exit, movement (what happens to people);
then credibility, prospects, garrison, besieger, offers, beliefs, convoy (what the parties make of it).
A rule knows no table, no grid and no clock: it is given what an actor can know, and returns what follows.
"""
