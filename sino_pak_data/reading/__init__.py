"""Authored tables: reading them as people leave them, with every problem and its place, and writing them back.

Never here: judging what a cell says (see `checks`) or reading what others built (see `verify`, `loader`).
A new problem of bytes goes into `source_text`, of lines into `reader`; a new canonical form into `canonical`.
"""
