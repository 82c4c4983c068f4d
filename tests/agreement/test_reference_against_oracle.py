"""The reference engine says, checkout by checkout, what the oracle says."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings

from sandbox.scenario.loading import load
from sandbox.scenario.schema.document import Document
from tests.agreement.feature_worlds import WORLDS, document_of
from tests.agreement.side_by_side import (
    Simulated,
    balances,
    simulate,
    told_by_engine,
    told_by_oracle,
)
from tests.properties import worlds
from tests.properties.random_rules import World

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SEED = 1
