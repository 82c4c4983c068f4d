"""Charts as Vega-Lite specifications, made by Altair."""
