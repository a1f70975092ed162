"""Pure functions from market columns to feature columns, each written once as a step over one new value."""
