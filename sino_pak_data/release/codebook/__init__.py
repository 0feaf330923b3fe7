"""The codebook: what every table, column and code means, generated from the schemas.

Never holds a meaning of its own: texts are in `schemas/` and `guide.md`. `markdown` writes CODEBOOK.md, and `page`
renders that text as HTML. Something new to say about every table or column goes into `markdown`.
"""
