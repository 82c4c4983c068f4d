"""The compiler of the event loop: from its Python to machine code that is called."""
