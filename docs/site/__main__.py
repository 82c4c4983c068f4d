"""`python -m docs.site [FOLDER]`: build the site; a warning is an error."""

from __future__ import annotations

import sys
from pathlib import Path

from sphinx.cmd.build import build_main

from docs.site.assembly import assemble

FOLDER = Path("build/docs")


def build(folder: Path) -> int:
    """Build the site below a folder; return Sphinx's exit code."""
    pages, site = folder / "pages", folder / "html"
    assemble(pages)
    configuration = str(Path(__file__).parent)
    strict = ["--fail-on-warning", "--quiet", "--fresh-env"]
    return int(build_main([*strict, "-c", configuration, "-b", "html", str(pages), str(site)]))


def main() -> int:
    """Build the site where the command line says and tell where it is."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    code = build(folder)
    if code == 0:
        sys.stderr.write(f"open {folder / 'html' / 'index.html'}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
