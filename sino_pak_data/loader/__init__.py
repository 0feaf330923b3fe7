"""The reading side: an opened package as DataFrames, as records and as text.

Never checks and never writes: it trusts what `check` and `verify` have passed.
A new query is a method of `load.Data`, or a module here that takes an opened package.
"""
