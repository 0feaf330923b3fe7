"""Makes what is published: differences between versions, the data package with its metadata, exports, a release.

Never here: judging a download (`verify`), and changing a row.
A new export goes to `exports/`, a new metadata format to `metadata/`, each with a line in the list of its kind.
"""
