"""Two stored answers side by side, down to the first checkout that ended otherwise."""
