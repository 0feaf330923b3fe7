"""`python -m sino_pak_data`: the command line."""

from sino_pak_data.cli import script

script()
