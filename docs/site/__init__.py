"""Builds the documentation site: pages that are written, and pages that are made.

conf           what Sphinx is told
assembly       all pages in one folder
command_line   the page of the commands, from the commands
grammar        the pages of scenarios and studies, from their JSON Schemas
measured       the page of the metrics, from their catalogue
gallery        every shipped question with a picture, from a small edition of it
markdown       tables and their cells
"""
