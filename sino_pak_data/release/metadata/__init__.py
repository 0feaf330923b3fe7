"""Describes the dataset in the formats that others read: one file per format, all from the same `facts`.

Never computes data and never writes to disk: a document is a function from a `Subject` or a `Descriptor` to text.
A new format is a file here and a line in `documents.py`.
"""
