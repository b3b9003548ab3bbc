"""The contracts of a run: read, in order, and told apart by their references."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from contractlang.billing.summary import Billing, billing_of
from contractlang.diagnostics import Diagnostic, Text
from contractlang.records import frozen
from contractlang.workspace import Contract, RefusedError, contract_files, open_contract

_SAME = Text(
    "`{first}` et `{second}` ont la même référence, « {reference} » : un ticket ne saurait pas duquel il relève",
    '`{first}` and `{second}` have the same reference, "{reference}": no ticket could say which one it is under',
)
_NO_REFERENCE = Text(
    "`{file}` n'a pas de référence : donner `référence` dans `contrat`, pour que les tickets puissent le nommer",
    "`{file}` has no reference: give `reference` in `contract`, so that tickets can name it",
)
_NO_PROGRAM = Text("`{file}` n'est pas un contrat", "`{file}` is not a contract")


@frozen(kw_only=True)
class Billable:
    """A contract that tickets are billed under, where its file is, and what the summary reads of it."""

    path: Path
    contract: Contract
    billing: Billing

    @property
    def digest(self) -> str:
        """What its text with all amendments comes to."""
        return self.billing.digest


class FaultyError(Exception):
    """Contracts that are not in order: `findings` say why."""

    def __init__(self, findings: Iterable[Diagnostic]) -> None:
        self.findings = tuple(findings)
        super().__init__(str(len(self.findings)))


def open_billable(paths: Iterable[Path]) -> list[Billable]:
    """The contracts in some files and folders, by reference; raises FaultyError and RefusedError."""
    given = list(paths)
    files, findings = contract_files(given)
    if findings:
        raise FaultyError(findings)
    opened = [(path, open_contract(path)) for path in files]
    opened = [(path, one) for path, one in opened if path in given or not _beside(one, opened)]
    faulty = [finding for _, one in opened if not one.in_order for finding in one.findings]
    if faulty:
        raise FaultyError(faulty)
    found = [_billable(path, one, alone=len(opened) == 1) for path, one in opened]
    by_reference: dict[str, Billable] = {}
    for one in found:
        known = by_reference.setdefault(one.billing.reference, one)
        if known is not one:
            raise RefusedError([_SAME(first=str(known.path), second=str(one.path), reference=one.billing.reference)])
    return [by_reference[name] for name in sorted(by_reference)]


def _beside(contract: Contract, others: list[tuple[Path, Contract]]) -> bool:
    """Whether a file of a folder is an amendment of another of its contracts, or no contract at all."""
    if contract.compiled is None:
        return contract.in_order or not contract.findings
    return contract.compiled.focus is not None and any(
        other.compiled is not None and other.compiled.focus is None for _, other in others
    )


def _billable(path: Path, contract: Contract, *, alone: bool) -> Billable:
    if contract.compiled is None or contract.program is None:
        raise RefusedError([_NO_PROGRAM(file=str(path))])
    programs = [version.program for version in contract.compiled.versions if version.program is not None]
    reference = contract.program.reference
    if reference is None and not alone:
        raise RefusedError([_NO_REFERENCE(file=str(path))])
    return Billable(path=path, contract=contract, billing=billing_of(reference or contract.program.title, programs))
