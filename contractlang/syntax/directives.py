"""Comments that speak to the checks: `# infog: ignore rule-gap because …`, in either language, in any file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contractlang.records import frozen
from contractlang.source import Source, Span
from contractlang.words import fold, nearest

_HINT = re.compile(r"#\s*infog\s*:", re.IGNORECASE)
# Prose and texts come first: a sign in them begins no comment
_COMMENT = re.compile(r'"""(?:[^"]|"(?!""))*+"""|"[^"\n]*+"|(#[^\n]*+)')
_DIRECTIVE = re.compile(r"#\s*infog\s*:\s*(?P<word>[^\s,]+)?(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_BECAUSE = re.compile(r"(?:^|\s)(?:because\b|parce\s+que\b|parce\s+qu['’])", re.IGNORECASE)
_NAME = re.compile(r"[^\s,]+")
_WORDS = {"fr": "ignorer", "en": "ignore"}
_VOWELS = frozenset("aeiou")


@frozen(kw_only=True)
class Directive:
    """One such comment: the names it silences, with their places, and why (None where it does not say).

    `word` is what stands in the place of `ignore`, which may be misspelt; `heads` says whether a line of its own holds
    it, so that it is about what the next line begins, and not about what its own line begins.
    """

    span: Span
    word: str
    names: tuple[Span, ...]
    reason: str | None
    heads: bool

    @property
    def known(self) -> bool:
        """Whether it says to ignore something."""
        return fold(self.word).casefold() in _WORDS.values()


def directs(source: Source) -> bool:
    """Whether a text may hold such a comment: the quick look."""
    return _HINT.search(source.text) is not None


def directives(source: Source) -> Iterator[Directive]:
    """Those of a text, in its order; a comment whose first word is nothing like `ignore` is one for people."""
    if not directs(source):
        return
    for found in _COMMENT.finditer(source.text):
        if found[1] is not None and (directive := _read(source, found.start(1), found[1].rstrip())):
            yield directive


def respelled_comment(comment: str, language: str) -> str:
    """A comment as a file in a language has it: the words of a directive in that language, any other as it is."""
    directive = _read(Source("", comment), 0, comment)
    if directive is None or not directive.known:
        return comment
    names = ", ".join(span.text for span in directive.names)
    said = f"# infog: {_WORDS[language]} {names}".rstrip()
    if directive.reason is None:
        return said
    return f"{said} {_because(directive.reason, language)}{directive.reason}"


def _because(reason: str, language: str) -> str:
    if language != "fr":
        return "because "
    return "parce qu'" if fold(reason[:1]).casefold() in _VOWELS else "parce que "


def _read(source: Source, start: int, comment: str) -> Directive | None:
    found = _DIRECTIVE.fullmatch(comment)
    if found is None or nearest(found["word"] or "", _WORDS.values()) is None:
        return None
    rest, begins = found["rest"], start + found.start("rest")
    because = _BECAUSE.search(rest)
    reason = rest[because.end() :].strip() if because else ""
    named = rest[: because.start()] if because else rest
    names = (Span(source, begins + name.start(), begins + name.end()) for name in _NAME.finditer(named))
    before = source.text[source.text.rfind("\n", 0, start) + 1 : start]
    return Directive(
        span=Span(source, start, start + len(comment)),
        word=found["word"],
        names=tuple(names),
        reason=reason or None,
        heads=not before.strip("\ufeff \t\r"),
    )
