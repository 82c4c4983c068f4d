"""What exists while a checkout lives, written once for every engine."""
