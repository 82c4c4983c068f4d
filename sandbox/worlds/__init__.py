"""Packaged worlds and regimes: parties and numbers with their sources, rules with their dates."""
