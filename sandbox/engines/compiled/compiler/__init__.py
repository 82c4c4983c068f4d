"""From the event loop in Python to machine code on the disk, on Numba's public interfaces.

program        functions, each lowered alone    language      what the rules say in Python
views          tables and rows to the compiler  lowering      where the other process begins
intermediate   code made by a process of its own
linkage        names and inner linkage          object_code   optimised once, emitted, loaded
cache          kept for the next use            settings      what the environment asks for
"""
