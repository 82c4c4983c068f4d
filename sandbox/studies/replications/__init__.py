"""The unit of work of a study: groups of worlds, replicated by whichever executor is at hand."""
