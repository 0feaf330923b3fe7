"""What follows from the authored tables: one file per built table, each a pure function of the package."""
