from __future__ import annotations

import json
from collections.abc import Callable

from click.testing import Result


def test_the_schema_is_one_json_document(typed: Callable[..., Result]) -> None:
    found = typed("schema")
    assert found.exit_code == 0
    assert found.stderr == ""
    document = json.loads(found.stdout)
    assert document["$schema"].startswith("https://json-schema.org/")
    assert "extends" in document["properties"]


def test_studies_have_a_schema_of_their_own(typed: Callable[..., Result]) -> None:
    document = json.loads(typed("schema", "--study").stdout)
    assert document["required"] == ["study"]
    assert "extends" not in document["properties"]
