"""Writes works, the rows of `sources`, as CSL-JSON and BibTeX.

Never reads those formats (`add` does) and never chooses which works to write. A new format of bibliographies is a
function here, published by a line in `release/metadata/documents.py`.
"""
