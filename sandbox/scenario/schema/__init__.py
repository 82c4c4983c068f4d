"""The grammar of the YAML files, one module per group of sections; `document` is the whole."""
