"""What a package is: its descriptor, schemas and constraints, its files, its tables as text and as Arrow.

Never here: rules of the field, derived tables, anything that writes into a package.
A new property of a schema goes into `schema`, a new kind of place for files into `store`, a new type into `arrow`.
"""
