"""The append-only journal with its audit chain, the command inbox, run folders, and the books in exact decimals."""
