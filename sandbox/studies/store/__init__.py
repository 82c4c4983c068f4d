"""What is kept on the disk: replications under their keys, and stored answers."""
