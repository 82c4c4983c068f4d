"""What tables and records take is known before anything is simulated."""

from __future__ import annotations

import numpy as np
import pytest

from sandbox.engines.footprint import check_sizes, record_bytes
from sandbox.errors import ScenarioError
from sandbox.model.records.record import empty_record
from sandbox.scenario.loading import load_text
from sandbox.scenario.tables.build import build_world


def test_a_record_has_the_size_that_is_foretold() -> None:
    settings = build_world(load_text("extends: blank\nbuckets: 77\n").document).world.settings
    record = empty_record(settings)
    assert record_bytes(settings) == sum(np.array(table).nbytes for table in record)


def test_a_table_that_no_store_takes_is_refused_at_its_section() -> None:
    rails = ", ".join(f"r{k}: {{}}" for k in range(3_000))
    loaded = load_text(f"extends: blank\nrails: {{{rails}}}\n")
    with pytest.raises(ScenarioError, match=r"`rails` ask for one table of 4\.3 GiB"):
        check_sizes([build_world(loaded.document)], loaded.places)
