"""The same tables in the files that people open: one file here per format, listed in `exports`."""
