"""The rules of risk, one file each: numbers in; what is used of the limit, and whether that is a violation, out."""
