"""What an answer owes to the assumptions of its world, one at a time and all together."""
