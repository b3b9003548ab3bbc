"""Parts decided by Spark: each by one task, which writes it below the work folder as the embedded engine does.

A task reads the contracts from their files, sees by their digests that they are those of the run, and makes the column
engine of them once in each process. The work folder and the contracts must lie where every worker sees them.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contractlang.billing.contracts import Billable, open_billable
from contractlang.billing.engine import Part, decide_part, engine_of
from contractlang.diagnostics import Text
from contractlang.workspace import RefusedError

if TYPE_CHECKING:
    import pyarrow as pa

    from contractlang.batch import Batch

_NO_SPARK = Text(
    "`--engine spark` demande PySpark : `pip install 'contractlang[spark]'`",
    "`--engine spark` needs PySpark: `pip install 'contractlang[spark]'`",
)
_NO_JAVA = Text(
    "`--engine spark` demande Java 17 ou plus récent : `apt-get install openjdk-17-jre-headless`",
    "`--engine spark` needs Java 17 or later: `apt-get install openjdk-17-jre-headless`",
)
_CHANGED = Text(
    "un contrat a changé pendant l'exécution : la lancer de nouveau",
    "a contract has changed while the run went on: start it again",
)
_FAILED = Text("Spark a échoué : {reason}", "Spark has failed: {reason}")

# What a task is told of a contract: its file, and the digest that it must have
Named = tuple[tuple[str, str], ...]
_DONE = "part string, rows long"


def decide_parts(contracts: Iterable[Billable], parts: Iterable[Part], work: Path) -> Iterator[int]:
    """Decide parts by Spark and give the number of rows of each as it is finished; raises RefusedError."""
    todo = list(parts)
    session = _session()
    named: Named = tuple((str(one.path.resolve()), one.digest) for one in contracts)
    folder = str(work.resolve())

    def decide(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as arrow

        for batch in batches:
            for row in batch.to_pylist():
                part = Part(name=row["part"], months=tuple(json.loads(row["months"])), period=row["period"])
                rows = decide_part(engine(named), part, Path(folder))
                yield arrow.RecordBatch.from_pydict({"part": [part.name], "rows": [rows]})

    rows = [(part.name, json.dumps(part.months), part.period) for part in todo]
    if not rows:
        return
    frame = session.createDataFrame(rows, "part string, months string, period string")
    try:
        for done in frame.repartition(len(rows)).mapInArrow(decide, _DONE).toLocalIterator():
            yield int(done["rows"])
    except Exception as error:
        reason = str(error).splitlines()[-1] if str(error) else type(error).__name__
        raise RefusedError([_CHANGED() if _CHANGED.en in str(error) else _FAILED(reason=reason)]) from error


@lru_cache(maxsize=1)
def engine(named: Named) -> Batch:
    """The column engine of some contracts, in a process of a worker."""
    opened = open_billable([Path(path) for path, _ in named])
    if sorted(one.digest for one in opened) != sorted(digest for _, digest in named):
        raise RuntimeError(_CHANGED.en)
    made = engine_of(opened)
    made.threads = 1
    return made


def _session() -> Any:
    """The session that is there, or a local one on all cores; raises RefusedError where Spark can't start."""
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise RefusedError([_NO_SPARK()]) from error
    found = SparkSession.getActiveSession()
    if found is not None:
        return found
    if shutil.which("java") is None and not _java_home():
        raise RefusedError([_NO_JAVA()])
    # workers run the Python that this runs in, with what is installed for it, unless somebody says otherwise
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("infog bill")
    settings = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
    try:
        return builder.config(map=settings).getOrCreate()
    except Exception as error:  # whatever keeps the machine of Spark from starting
        raise RefusedError([_FAILED(reason=str(error).splitlines()[0])]) from error


def _java_home() -> bool:
    home = os.environ.get("JAVA_HOME")
    return home is not None and (Path(home) / "bin" / "java").exists()
