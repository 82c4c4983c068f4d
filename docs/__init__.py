"""The documentation, and in `site` what builds it."""
