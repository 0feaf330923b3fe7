"""How results are shown: plain data in, text out.

Never here: reading a package, or printing. A new output format is a function in the file of its subject; formats of
problems are also listed in `problems.PRINTERS`.
"""
