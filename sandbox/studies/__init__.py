"""From one question to all of its replications: runs, stories of single checkouts, traces."""
