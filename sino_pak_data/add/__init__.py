"""New rows: read from files, records, issue forms, answers or sheets of a sample; completed with ids, placed, checked and written.

Never here: a change to a row that exists, rows of built tables, or the text of the command line.
A new input format is a file with a function `from_FORMAT(text, ...) -> list[New]` and a line in `cli.add`.
"""
