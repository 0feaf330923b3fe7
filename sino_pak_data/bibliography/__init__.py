"""Works as CSL-JSON and BibTeX."""
