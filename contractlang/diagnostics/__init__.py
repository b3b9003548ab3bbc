"""Findings, the words they are said in, and the forms in which they are written."""

from contractlang.diagnostics.diagnostic import Applicability, Diagnostic, Edit, Fix, Label, Page, Severity
from contractlang.diagnostics.text import Message, Quoted, Text, verbatim
from contractlang.diagnostics.wording import Lang

__all__ = [
    "Applicability",
    "Diagnostic",
    "Edit",
    "Fix",
    "Label",
    "Lang",
    "Message",
    "Page",
    "Quoted",
    "Severity",
    "Text",
    "verbatim",
]
