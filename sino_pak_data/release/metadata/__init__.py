"""The package in the words of others: one file per format."""
