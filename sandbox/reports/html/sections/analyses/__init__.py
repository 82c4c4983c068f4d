"""Parts of a page that a study asks for beside its points."""
