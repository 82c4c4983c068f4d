"""A document over the documents that it extends: opened, merged, overridden, compared."""
