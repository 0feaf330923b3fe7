"""The writing side: reading tables as people leave them, and writing them as they ought to be."""
