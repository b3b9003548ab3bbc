"""Tickets by the million on the reference contract, from Parquet; beside DuckDB's CASE on the same rules and data.

Random tickets of 2026. Before anything is timed, all say the same: rule, amount and tax of every ticket of a sample.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.cold import REFERENCE
from benchmarks.measure import Samples, show
from contractlang.batch import Agreement, Batch
from contractlang.core.program import Program
from contractlang.workspace import open_contract

ROWS = 5_000_000
SAMPLE = 200_000
RUNS = 3
GROUP = 1 << 18
WORDS = ("asset", "kind", "severity", "channel", "cause")
LABOUR = ("opened", *WORDS, "worked", "consumed", "quote_accepted")
EVENTS = ("acknowledged", "started", "restored")
