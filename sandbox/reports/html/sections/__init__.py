"""Parts of a page, one module each; a part without data is absent."""
