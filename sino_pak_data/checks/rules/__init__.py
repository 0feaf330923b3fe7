"""The rules, one file per subject. See `checks.registry` for what a rule is."""
