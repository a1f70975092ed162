"""Sweeps: one strategy over many choices of its parameters, each run through the kernel and judged by the same figures."""
