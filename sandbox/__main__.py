"""`python -m sandbox` is the same as `sandbox`."""

from sandbox.cli.app import main

# Worker processes import this module again under another name and must not start a run.
if __name__ == "__main__":
    main()
