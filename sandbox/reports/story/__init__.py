"""The story of one checkout, as a receipt of everything that decided it."""
