"""From the text of a file to a tree of nodes, each of which knows where it stands."""
