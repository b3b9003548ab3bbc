"""Findings, the words they are said in, and the forms in which they are written."""

from contractlang.diagnostics.diagnostic import (
    Applicability,
    Claim,
    Diagnostic,
    Edit,
    Fix,
    Label,
    Page,
    Severity,
    Suppression,
)
from contractlang.diagnostics.text import Message, Quoted, Text, verbatim
from contractlang.diagnostics.wording import Lang

__all__ = [
    "Applicability",
    "Claim",
    "Diagnostic",
    "Edit",
    "Fix",
    "Label",
    "Lang",
    "Message",
    "Page",
    "Quoted",
    "Severity",
    "Suppression",
    "Text",
    "verbatim",
]
