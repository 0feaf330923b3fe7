"""Data of any size: the rules of a Table Schema compiled to SQL, which DuckDB runs on one machine and Spark on many.

It reads files and yields results, and never loads one whole into Python. What a table is about it knows only from its
schema, or from the schema of a feed of coded events. A new engine goes into `engines`, a new kind of rule into `plan`, a
new feed into `schemas/`; work of another kind is a file of its own.
"""
