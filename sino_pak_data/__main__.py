"""`python -m sino_pak_data`: the command line."""

from sino_pak_data.commands import script

script()
