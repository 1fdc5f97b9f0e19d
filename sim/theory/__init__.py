"""The rules of the siege: scalar arithmetic that reads like prose with equations, one idea a file.

Read them in this order: chance, supply, bodies, fire, assault, morale, exit, movement (what happens to people);
then observers, patron, credibility, prospects, garrison, besieger, packages, prices, offers, beliefs, partners, truce,
deadline (what the parties make of it); cheating, convoy, spoilers, exposure (a deal carried out); linked, contagion
(other sieges); council and lookahead put the commands' sums together.
A rule knows no table, no grid and no clock: it is given what an actor can know, and returns what follows.
"""
