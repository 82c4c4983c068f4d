from __future__ import annotations

import json
from collections.abc import Callable

from sandbox.reports.html.study.material import StudyMaterial

Studied = Callable[[str], StudyMaterial]


def test_the_context_belongs_to_its_document_and_is_plain(study: Studied) -> None:
    made = study("compare")
    context = made.context
    assert context["checksums"] == [made.document["checksum"]]
    assert context["titles"]["shut"] == "The mall bars its own wallet"
    assert [change["regime"] for change in context["rules"]] == ["doors", "shut"]
    assert {a["path"] for a in context["assumptions"]} >= {"segments.town.switch_willingness"}
    assert context["how"]["command"] == "sandbox study x.yaml"
    assert json.loads(json.dumps(context)) == context
