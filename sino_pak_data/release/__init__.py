"""Made: the data package, its metadata and its archive."""
