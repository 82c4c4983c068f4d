"""What a replication leaves behind: counts, the log of one checkout, rows of the trace."""
