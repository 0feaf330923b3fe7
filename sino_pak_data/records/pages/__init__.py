"""Records and claims as text for people: a page each, or a line each. Styled; `click.echo` or `click.unstyle` drop that."""
