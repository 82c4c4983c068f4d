"""The grammar of metrics: names, what narrows them, ratios of them."""
