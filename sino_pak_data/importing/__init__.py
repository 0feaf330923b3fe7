"""Providers' files to rows: recognised by their structure, read, mapped to our series, compared with the tables, written.

    file --providers/NAME--> figures --figures--> values in our series and units --comparison--> what is new, revised or gone
         --editions--> the row of sources --entry--> the changed tables, checked as a whole before anything is written

Never here: a figure that no file gives, a row taken out of a table, or the text of the command line.
A new provider is a file in `providers` and a line in its `PROVIDERS`; a new layout of a provider is a `Layout` in its file.
"""
