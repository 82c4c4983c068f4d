"""From tallies to one answer: what changed, what may be said of it, and its document."""
