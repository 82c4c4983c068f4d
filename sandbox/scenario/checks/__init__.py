"""Checks on the relations within a document, which no schema can express."""
