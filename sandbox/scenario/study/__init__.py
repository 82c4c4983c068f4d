"""The file of a study: loaded, and checked against its base scenario."""
