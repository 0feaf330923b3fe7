"""What follows from the authored tables: each built table as a pure function of the package.

Reads rows and returns rows; never opens files (except for `changes`), never judges: reporting is for `checks`.
A new built table is a file here, a line in `tables.BUILT` and a schema in `schemas/built/`.
"""
