"""`python -m sino_pak_data`: the command line."""

from sino_pak_data.commands import main

main(prog_name="sino-pak-data")
