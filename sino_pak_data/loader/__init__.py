"""The reading side: opened packages as DataFrames, records and text."""
