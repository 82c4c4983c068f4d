"""Tables of an answer, each from the tallies of one regime."""
