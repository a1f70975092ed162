"""The node that runs paper and live."""
