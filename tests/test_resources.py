"""The grammar and the shared clauses are found wherever contractlang runs from."""

from __future__ import annotations

from pathlib import Path

import pytest

from contractlang import resources


def test_a_checkout_has_them_beside_the_package() -> None:
    assert list(resources.grammar_path().glob("*.lark"))
    assert resources.stdlib_path().name == "stdlib_clauses"


def test_an_installed_package_holds_them_and_is_asked_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "contractlang"
    (package / "_data" / "stdlib_clauses").mkdir(parents=True)
    (tmp_path / "stdlib_clauses").mkdir()
    monkeypatch.setattr(resources, "_PACKAGE", package)
    assert resources.stdlib_path() == package / "_data" / "stdlib_clauses"


def test_a_broken_installation_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "contractlang")
    with pytest.raises(FileNotFoundError, match="`grammar` is missing"):
        resources.grammar_path()
