"""Reports at a terminal: the one report of an answer, and pages as lines."""
