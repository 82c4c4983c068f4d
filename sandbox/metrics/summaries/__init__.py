"""Tables of an answer, each from the tallies of one regime.

rates            the headline rates             fees_and_income       who earns, who bears
breakdown        by party, shopper and route    settlement_positions  netting by rail and cut-off
ecosystems       who reaches whom               load_effects          waits, refusals, unknowns
signals          everything through time
"""
