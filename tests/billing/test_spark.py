"""Spark and the embedded engine: the same verdicts and rejects, row for row."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.billing.support import CONTRACT, files, infog, many

pytest.importorskip("pyspark", reason="PySpark is not installed (the extra `spark`)")
pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java (openjdk-17-jre-headless)")


def test_spark_comes_to_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", "--master local[2] pyspark-shell")
    tickets = many(tmp_path / "tickets.csv", 5)
    outs = {engine: tmp_path / engine for engine in ("columns", "spark")}
    for engine, out in outs.items():
        done = infog("bill", CONTRACT, tickets, "-o", out, "--format", "csv", "--engine", engine)
        assert done.exit_code == 1
        assert "3 200 lignes lues : 3 170 acceptées, 30 rejetées" in done.output.replace("\u202f", " ")
    assert files(outs["spark"]) == files(outs["columns"])


def test_a_task_refuses_a_contract_that_has_changed(tmp_path: Path) -> None:
    from contractlang.billing.spark import engine

    path = tmp_path / "c.infog"
    path.write_bytes(CONTRACT.read_bytes())
    with pytest.raises(RuntimeError, match="has changed"):
        engine(((str(path), "another digest"),))
