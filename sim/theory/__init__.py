"""The rules of the siege: scalar arithmetic that reads like prose with equations, one idea a file.

A rule knows no table, no grid and no clock: it is given what an actor can know and returns what follows. In order:

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
- credibility: whether the road and the prison can be trusted
- observers, patron, exposure: who sees it, who objects from the air, what comes out later
- trust: these four put together, into what a promise is worth today
- situation: what both commands can count
- prospects: what strengthens a garrison, what breaks it, how long it can last
- push_forecast: what one push would bring
- campaign_forecast: what an assault campaign would bring, push by push, or a wait
- dependence: a besieger who fights under another's aircraft
- besieger_options: storming, waiting and lifting, in the besieger's own lives
- garrison_options: fighting on, leaving and giving up, for each faction
- exile: what leaving home costs a local fighter
- packages: the twelve things that can be agreed
- prices: what each of their features is worth and costs
- offers: a faction's answer, what another round is worth, who opens talks
- garrison_answer: what terms gain the garrison, and whether it accepts them
- besieger_deals: what each kind of deal is worth to the besieger
- campaign: when the besieger orders, halts and breaks off, and when he marches home
- partners: those who besiege together, each with a voice
- best_offer: which package is worth offering
- decision: what each command makes of the situation, in order
- hidden_types: what nobody else can know of a command
- beliefs: what refusals, hunger and losses teach
- deadline: dates that press
- truce: who breaks it
- endings: what an ending is called

When a deal holds:
- convoy, cheating: who boards, who is found out, who strikes on the road
- linked, contagion: other sieges that wait for this one, or learn from it
"""
