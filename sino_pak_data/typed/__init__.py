"""A table with its types: what text becomes when it is loaded or published."""
