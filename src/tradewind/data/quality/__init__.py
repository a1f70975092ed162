"""What is wrong with a series, in findings and one score: one file a family of checks."""
