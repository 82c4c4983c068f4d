"""What is said of mistakes: in which words, at which place, with which hint."""
