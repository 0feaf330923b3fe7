"""What a cell may say: dates, references, identifiers, and the CSV lines that hold the cells.

Never here: tables, files, schemas; nothing of the package is imported.
A new grammar is one file: grammar in the docstring, value type, `parse`, questions about values.
"""
