"""What the built tables promise to engines: nothing out of range, headroom in every integer."""
