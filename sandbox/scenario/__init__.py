"""From YAML text to a validated document, and from a document to tables of integers."""
