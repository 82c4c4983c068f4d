"""What Sphinx is told; names are Sphinx's own."""

from sandbox.version import __version__

project = "Payment interoperability sandbox"
author = "The payment interoperability sandbox developers"
version = release = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
# Code fences are for code that readers run; sizes of pictures stand in braces.
myst_enable_extensions = ["attrs_inline", "colon_fence"]
myst_heading_anchors = 3
smartquotes = False  # they would turn `--` into a dash
default_role = "literal"  # docstrings write code between single backticks
autodoc_member_order = "bysource"
autodoc_class_signature = "separated"
napoleon_google_docstring = False
html_theme = "furo"
html_title = project
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_copyright = False
