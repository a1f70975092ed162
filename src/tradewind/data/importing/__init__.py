"""Reading the files that traders hold: one file a format."""
