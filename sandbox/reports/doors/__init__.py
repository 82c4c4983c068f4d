"""Which doors are open at a moment, and which rules decide it."""
