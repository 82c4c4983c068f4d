"""Checkouts one by one: the trace of a run as a file, the story of a single checkout."""
