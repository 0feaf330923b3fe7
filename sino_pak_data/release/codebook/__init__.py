"""The codebook: one account of tables, columns and codes, told in Markdown and as a page."""
