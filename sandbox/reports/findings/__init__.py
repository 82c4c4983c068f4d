"""What is said of an answer, in which order and words: decided once, laid out by others."""
