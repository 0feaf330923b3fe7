"""The analysts' side: an opened package as DataFrames, series, panels and bibliographies.

Never checks and never writes: it trusts what `check` and `verify` have passed.
A new door is a method of `load.Data`, a name in `doors`, and a module here that takes an opened package.
"""
