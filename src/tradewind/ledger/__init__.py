"""The append-only journal, its hash chain, and the books in exact decimals."""
