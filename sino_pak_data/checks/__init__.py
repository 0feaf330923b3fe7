"""Checks the authored text: the rules, and the runner that turns their findings into problems.

It never writes, and never imports pandas, frictionless or pandera: `release.referee` does that.
A new rule goes into the file of `rules/` for its subject; a new kind of spreadsheet damage into `damage`.
"""
