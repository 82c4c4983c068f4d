"""Parts of a page that say what an answer stands on, and how to get it again."""
