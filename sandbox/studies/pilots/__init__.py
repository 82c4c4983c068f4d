"""What is found out before a question is simulated in earnest: time, memory, warm-up."""
