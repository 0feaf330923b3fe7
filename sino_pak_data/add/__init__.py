"""New rows: candidates from files, records, forms and prompts; their ids; insertion."""
