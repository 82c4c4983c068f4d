"""What a study asks beside its points: which value, which rules, which rule brings how much."""
