"""Is it right: the rules, the runner, and the two libraries that carry out the standard's part."""
