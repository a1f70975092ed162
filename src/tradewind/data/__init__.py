"""Sources, quality checks, the lake: market data in, columns out."""
