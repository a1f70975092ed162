"""Plain Python functions in, machine code out: linking, fingerprints, and the store of what was compiled before.

Not a room of the data path but a tool of `features` and `kernel`. Nothing here knows about markets.
Numba is imported only when something has to be compiled; loading stored machine code needs llvmlite alone.
"""
