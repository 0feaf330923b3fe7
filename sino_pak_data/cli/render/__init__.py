"""How things are shown: plain data in, text out."""
