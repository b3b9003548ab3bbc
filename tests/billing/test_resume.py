"""A run that is killed and started again: nothing is lost or there twice, and nothing of another run is taken."""

from __future__ import annotations

import os
import pty
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.billing.support import CONTRACT, TICKETS, files, infog, many
from tests.support import ROOT

WORK = ".infog-work"
RUN = "import sys; from contractlang.cli import main; main(sys.argv[1:])"


def started(tickets: Path, out: Path) -> subprocess.Popen[bytes]:
    """A run in a process of its own."""
    arguments = ["bill", str(CONTRACT), str(tickets), "-o", str(out), "--format", "csv"]
    return subprocess.Popen(
        [sys.executable, "-c", RUN, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def killed_when(tickets: Path, out: Path, reached: Callable[[Path], bool]) -> bool:
    """Start a run and kill it once its work has got to some point; False where it ended before."""
    process = started(tickets, out)
    while process.poll() is None:
        if reached(out / WORK):
            process.send_signal(signal.SIGKILL)
            process.wait()
            return True
        time.sleep(0.002)
    assert process.stderr is not None
    assert process.returncode == 1, process.stderr.read().decode()
    return False


def finished_parts(work: Path) -> int:
    """How many parts are finished."""
    return len([one for one in work.glob("done/*") if one.suffix != ".part"])


@pytest.fixture(scope="module")
def tickets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some thousands of tickets."""
    return many(tmp_path_factory.mktemp("many") / "tickets.csv", 8)


@pytest.fixture(scope="module")
def whole(tickets: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs of a run that nothing stopped."""
    out = tmp_path_factory.mktemp("whole") / "out"
    assert infog("bill", CONTRACT, tickets, "-o", out, "--format", "csv").exit_code == 1
    return out


def test_a_run_killed_at_every_stage_comes_to_the_same(tickets: Path, whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    stages: list[Callable[[Path], bool]] = [
        lambda work: work.exists(),
        lambda work: any(work.glob("tickets/*.arrow")),
        lambda work: (work / "split.json").exists(),
        lambda work: finished_parts(work) >= 1,
        lambda work: finished_parts(work) >= 6,
        lambda work: finished_parts(work) >= 12,
        lambda work: (work / "out" / "verdicts.csv").exists(),
        lambda work: (work / "out" / "summary.xlsx").exists(),
    ]
    kills = sum([killed_when(tickets, out, stage) for stage in stages])
    assert kills >= 5
    killed_when(tickets, out, lambda _: False)
    assert files(out) == files(whole)
    assert not (out / WORK).exists()


def test_a_run_killed_at_random_moments_comes_to_the_same(tickets: Path, whole: Path, tmp_path: Path) -> None:
    out, draw = tmp_path / "out", random.Random(7)
    for _ in range(5):
        end = time.monotonic() + draw.uniform(0.3, 3)
        killed_when(tickets, out, lambda _, end=end: time.monotonic() > end)  # type: ignore[misc]
    killed_when(tickets, out, lambda _: False)
    assert files(out) == files(whole)


def test_finished_parts_are_not_decided_again(tickets: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert killed_when(tickets, out, lambda work: finished_parts(work) >= 3)
    kept = {path: path.stat().st_mtime_ns for path in (out / WORK).glob("done/*/verdicts.arrow")}
    assert kept
    assert killed_when(tickets, out, lambda work: (work / "out" / "verdicts.csv").exists())
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    done = infog("bill", CONTRACT, tickets, "-o", out, "--format", "csv")
    assert "reprise où elle s'était arrêtée" in done.output


@pytest.mark.parametrize("changed", ["tickets", "contract", "options"])
def test_what_belongs_to_another_run_is_not_taken_up(tickets: Path, tmp_path: Path, changed: str) -> None:
    own, contract, out = tmp_path / "tickets.csv", tmp_path / "c.infog", tmp_path / "out"
    own.write_bytes(tickets.read_bytes())
    contract.write_bytes(CONTRACT.read_bytes())
    process = [sys.executable, "-c", RUN, "bill", str(contract), str(own), "-o", str(out)]
    with subprocess.Popen(process, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        while not finished_parts(out / WORK) >= 2:
            assert run.poll() is None
            time.sleep(0.002)
        run.kill()
    form = "parquet"
    if changed == "tickets":
        own.write_text(TICKETS.read_text(encoding="utf-8"), "utf-8")
    elif changed == "contract":
        contract.write_text(CONTRACT.read_text(encoding="utf-8").replace("140 €/h", "141 €/h"), "utf-8")
    else:
        form = "csv"
    done = infog("bill", contract, own, "-o", out, "--format", form)
    assert "tout a été recommencé" in done.output
    assert "reprise" not in done.output
    infog("bill", contract, own, "-o", tmp_path / "fresh", "--format", form)
    assert files(out) == files(tmp_path / "fresh")


def test_an_interrupted_run_leaves_no_output(tickets: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert killed_when(tickets, out, lambda work: finished_parts(work) >= 1)
    assert files(out) == {}


def test_progress_is_not_shown_in_a_pipe(tmp_path: Path) -> None:
    arguments = ["bill", str(CONTRACT), str(TICKETS), "-o", str(tmp_path / "out")]
    done = subprocess.run([sys.executable, "-c", RUN, *arguments], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 1
    assert done.stderr == b""
    assert b"\r" not in done.stdout


def test_progress_is_shown_on_a_terminal(tmp_path: Path) -> None:
    arguments = ["bill", str(CONTRACT), str(TICKETS), "-o", str(tmp_path / "out")]
    screen, terminal = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=terminal, check=False
    )
    os.close(terminal)
    shown = os.read(screen, 100_000).decode()
    os.close(screen)
    assert done.returncode == 1
    assert "lecture : 640 lignes" in shown
    assert "13/13" in shown  # the months of a year, and that of a ticket opened before the contract
    assert b"\r" not in done.stdout
