"""The grammar of metrics: `NAME[.PARTY]`, what narrows it, ratios of two.

names    the whole of it                            ratios   what two metrics make of each other
filters  reading brackets                           scanner  reading a text, mistake by mistake
amounts  bands of amounts, and edges between them   windows  spans of time buckets
"""
