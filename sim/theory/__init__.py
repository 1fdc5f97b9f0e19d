"""The rules of the siege: scalar arithmetic that reads like prose with equations, one idea a file.

A rule knows no table, no grid and no clock: it is given what an actor can know, and returns what follows. In order:

What happens to people:
- probability: a rate per day becomes a probability, a difference a share
- supply: what comes in, and who eats how much
- smuggling: prices, smugglers who answer to them, officers who live by them
- bodies: hunger, wounds, disease
- fire: who is hit
- assault: strength, ground, losses
- morale: the will to act, and fear
- exit: desertion, flight
- movement: how far people walk

What the parties make of it:
- prospects: how long the garrison can last, and the odds of a storm
- credibility: whether the road and the prison can be trusted
- observers, patron, exposure: who sees it, who objects from the air, what comes out later
- trust: these four put together, into what a promise is worth today
- garrison_options: fighting on, leaving, giving up, for each faction
- besieger_options: storming, waiting, dealing, lifting, in own lives
- dependence: a besieger who fights under another's aircraft
- packages: the twelve things that can be agreed
- prices: what each of their features is worth and costs
- offers: a faction's answer, and the worth of another round
- decision: each command's sums put together
- best_offer: which package is worth offering
- partners: those who besiege together, each with a voice
- beliefs: what refusals, hunger and losses teach
- deadline: dates that press
- truce: who breaks it

When a deal holds:
- convoy, cheating: who boards, who is found out, who strikes on the road
- linked, contagion: other sieges that wait for this one, or learn from it
"""
