"""The command line: what its commands share, and the commands in a room of their own."""
