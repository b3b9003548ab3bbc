"""Frequent slips: how they are recognised at a fault, what is read in their place, and what is said about them.

`repair` tries those that match; the first of those with which most can be read is reported: order is preference.

A fix is safe where the mended text can only mean what the faulty one was meant to say. A figure that could be read in
two ways (`1.200`, `01/02/2026`), or a word or a mark that could belong elsewhere, is never mended without a look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from contractlang.diagnostics import Text
from contractlang.diagnostics.phrases import MEANT
from contractlang.syntax.overlay import Replacement
from contractlang.syntax.site import (
    WORD,
    Found,
    Site,
    Slip,
    by_pattern,
    by_word,
    first_words,
    foreign,
    found,
    known,
    short,
)
from contractlang.words import fold, nearest

_WRITTEN = Text("`{found}` s'écrit `{good}`", "`{found}` is written `{good}`")
_REPLACE = Text("remplacer `{found}` par `{good}`", "replace `{found}` by `{good}`")
_REMOVE = Text("retirer `{found}`", "remove `{found}`")
_UNEXPECTED = Text("`{found}` inattendu ici", "unexpected `{found}` here")


def _slip(pattern: str, write: object, message: Text = _WRITTEN, help: Text = _REPLACE, **more: object) -> Slip:
    where = {name: more.pop(name) for name in ("languages", "where") if name in more}
    return Slip(message=message, help=help, find=by_pattern(pattern, write, **where), **more)  # type: ignore[arg-type]


# --- signs --------------------------------------------------------------------------------------------------

_COMMENT = Text("un commentaire commence par `#`", "a comment begins with `#`")
_PLAIN_QUOTES = Text("un texte s'écrit entre guillemets droits", "a text is written between straight quotation marks")
_HIDDEN = Text("un signe invisible s'est glissé ici", "an invisible sign has slipped in here")
_REMOVE_HIDDEN = Text("le retirer, ou taper ce passage de nouveau", "remove it, or type this passage again")
_COMMA_AT_END = Text("rien ne suit cette virgule", "nothing follows this comma")
_REMOVE_COMMA = Text("retirer la virgule, ou écrire ce qui doit suivre", "remove the comma, or write what is to follow")
_ENDS_LINE = Text("aucun signe ne termine un terme", "no sign ends a term")
_SEMICOLON = Text("les parties d'une valeur se séparent par `,`", "the parts of a value are separated by `,`")

_HIDDEN_SIGNS = r"\u200b-\u200f\u202a-\u202e\u2060-\u2069\u00ad\u061c"
_NEXT_ITEM = rf"\s*(?:\#[^\n]*\n\s*)*(?:\}}|{WORD}(?:[ \t]+{WORD}){{0,4}}[ \t]*[:{{])"


def _commented(match: re.Match[str]) -> str:
    """A comment of several lines, each with its mark."""
    lines = match[1].strip().split("\n")
    return "\n".join(f"# {line.strip(' *')}".rstrip() for line in lines)


_SIGNS = (
    _slip("==+", "="),
    _slip("&&?", "<AND>", keyword=True),
    _slip(r"\|\|?", "<OR>", keyword=True),
    _slip(r"!(?!=)[ \t]*", "<NOT> ", keyword=True),
    _slip("=<|⩽", "<="),
    _slip("=>|⩾", ">="),
    _slip("<>|=/=", "≠"),
    _slip(r"[×·](?=\s*\w)", "*"),
    _slip(r"(?<!\S)(?P<cut>//+)(?=[ \t]*\w)", "#", _COMMENT, _REPLACE),
    _slip(r"(?<!\S)/\*((?:[^*]|\*(?!/))*)\*/(?=[ \t]*$)", _commented, _COMMENT, where="lines"),
    _slip(r"(?P<cut>;+)(?=[ \t]*(?:[\}#]|$))", "", _ENDS_LINE, _REMOVE),
    _slip(";", ",", _SEMICOLON),
    _slip(r"(?P<cut>(?<=[^\s.])\.)(?=[ \t]*(?:[\}#]|$))", "", _ENDS_LINE, _REMOVE),
    _slip(rf"(?P<cut>,+){_NEXT_ITEM}", "", _COMMA_AT_END, _REMOVE_COMMA),
    _slip(
        "[“„«‟][ \u00a0\u202f]*([^\"“”«»\n]*?)[ \u00a0\u202f]*[”“»„\"]|''([^'\n]*)''|"
        "(?<!\\w)['‘’]([^'‘’\"\n]*)['’](?!\\w)",
        lambda match: f'"{match[1] or match[2] or match[3] or ""}"',
        _PLAIN_QUOTES,
    ),
    _slip("[‐‑‒–—−]", "-"),
    _slip(f"[{_HIDDEN_SIGNS}]+", "", _HIDDEN, _REMOVE_HIDDEN),
)

# --- figures ------------------------------------------------------------------------------------------------

_DECIMALS = Text(
    "écrire une virgule devant les décimales et une espace entre les milliers : `{good}`",
    "write a comma before the decimals and a space between the thousands: `{good}`",
)
_TWO_READINGS = Text("`{found}` peut se lire de deux façons", "`{found}` can be read in two ways")
_CHOOSE = Text(
    "écrire `{good}` pour des milliers, ou une virgule devant des décimales",
    "write `{good}` for thousands, or a comma before decimals",
)
_DAY_FIRST = Text(
    "écrire année-mois-jour : `{good}` si le jour est écrit d'abord",
    "write year-month-day: `{good}` if the day is written first",
)
_ISO = Text("écrire une date comme année-mois-jour : `{good}`", "write a date as year-month-day: `{good}`")
_CLOCK = Text("écrire une heure en quatre chiffres : `{good}`", "write a time in four digits: `{good}`")
_AFTER = Text("écrire la monnaie après le montant : `{good}`", "write the currency after the amount: `{good}`")

_NO_UNIT = Text("il manque une unité après `{found}`", "a unit is missing after `{found}`")
_ADD_UNIT = Text("ajouter l'unité, par exemple `{good}`", "add the unit, for instance `{good}`")

# By the letters that tell them apart in French and in English
_MONTHS = ("jan", "f[ev]", "mar", "a[vp]r", "ma[iy]", "juin|jun", "juil|jul", "aou|aug", "sep", "oct", "nov", "dec")


def _month(word: str) -> int | None:
    """The number of a month by its name, without accents."""
    word = fold(word).casefold()
    return next((number for number, name in enumerate(_MONTHS, 1) if re.match(name, word)), None)


_NUMBER = r"\d+(?:[ \u00a0\u202f]\d{3})*(?:,\d+)?"


def _with_spaces(match: re.Match[str]) -> str:
    """Digits in groups with a decimal part, as French writes them."""
    figure = match.group()
    whole, decimals = figure, ""
    marks = [mark for mark in figure if not mark.isdigit()]
    if len(set(marks)) > 1:
        whole, decimals = figure[: figure.rindex(marks[-1])], "," + figure[figure.rindex(marks[-1]) + 1 :]
    return re.sub(r"\D", " ", whole) + decimals


def _date(year: str, month: int, day: str) -> str | None:
    return f"{year}-{month:02}-{int(day):02}" if 1 <= month <= 12 and 1 <= int(day) <= 31 else None


def _certain_date(match: re.Match[str]) -> str | None:
    """A date whose day cannot be a month."""
    certain = int(match[1]) > 12 or match[1] == match[2]
    return _date(match[3], int(match[2]), match[1]) if certain else None


def _named_month(match: re.Match[str]) -> str | None:
    month = _month(match[2])
    return _date(match[3], month, match[1]) if month else None


def _times(match: re.Match[str]) -> str | None:
    """Times of the day as they are written; None where one is none."""
    parts = re.split(r"(\d{1,2})[ \u00a0]?[hH:](\d{2})?", match.group())
    texts, hours, minutes = parts[::3], parts[1::3], parts[2::3]
    if any(int(hour) > 24 for hour in hours):
        return None
    times = [f"{int(hour):02}:{minute or '00'}" for hour, minute in zip(hours, minutes, strict=True)]
    joints = [re.sub("[‐‑‒–—−àa]", "-", text).strip() for text in texts[1:-1]]
    joints = [f"{joint} " if joint == "," else joint for joint in joints]
    return times[0] + "".join(joint + time for joint, time in zip(joints, times[1:], strict=True))


_TIME = r"\d{1,2}[ \u00a0]?[hH](?:\d{2})?"
_FIGURES = (
    _slip(r"(?<![\w.,])\d{1,3}(?:\.\d{3})+,\d+", _with_spaces, help=_DECIMALS, languages=("fr",)),
    _slip(r"(?<![\w.,])\d{1,3}(?:,\d{3})+\.\d+", _with_spaces, help=_DECIMALS, languages=("fr",)),
    _slip(r"(?<![\w.,])\d{1,3}(?:,\d{3}){2,}(?![\d.,])", _with_spaces, help=_DECIMALS, languages=("fr",)),
    _slip(r"(?<![\w.,])\d{1,3}(?:['’_\u2000-\u200a]\d{3})+(?:,\d+)?", _with_spaces, help=_DECIMALS, languages=("fr",)),
    _slip(r"(?<![\w.,])\d{1,3}(?:\.\d{3}){2,}(?![\d.,])", _with_spaces, help=_DECIMALS, languages=("fr",)),
    _slip(
        r"(?<![\w.,])\d{1,3}\.\d{3}(?![\d.,])",
        _with_spaces,
        _TWO_READINGS,
        _CHOOSE,
        applicability="unsafe",
        languages=("fr",),
    ),
    _slip(r"(?<![\w.,])(\d+(?:[ \u00a0\u202f]\d{3})*)\.(\d+)(?![\d.,])", r"\1,\2", help=_DECIMALS, languages=("fr",)),
    _slip(rf"(€|\$|£|\b(?:EUR|USD|GBP|CHF)\b)[ \u00a0]?({_NUMBER})", r"\2 \1", help=_AFTER),
    _slip(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b", _certain_date, help=_ISO),
    _slip(
        r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b",
        lambda match: _date(match[3], int(match[2]), match[1]),
        _TWO_READINGS,
        _DAY_FIRST,
        applicability="unsafe",
    ),
    _slip(
        r"\b(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})\b", lambda match: _date(match[1], int(match[2]), match[3]), help=_ISO
    ),
    _slip(r"\b(\d{1,2})(?:er)?[ \u00a0]+([^\W\d]+)[ \u00a0]+(\d{4})\b", _named_month, help=_ISO),
    _slip(rf"\b{_TIME}(?:[ \t]*[-‐‑‒–—−à,][ \t]*{_TIME})*(?![\w:])", _times, help=_CLOCK),
    _slip(
        rf"(?P<shown>(?<![\w.,:-])\d[\d \u00a0\u202f]*(?:,\d+)?)(?P<cut>)[ \t]*(?:\#[^\n]*)?\n\s*{WORD}\s*:",
        " <HOUR>",
        _NO_UNIT,
        _ADD_UNIT,
        applicability="display",
    ),
    _slip(r"(?<=\d[ T])(?P<cut>\d{1,2}[hH:](?:\d{2})?)(?![\w:])", _times, help=_CLOCK),
)

# --- words --------------------------------------------------------------------------------------------------

_OTHER_LANGUAGE = Text(
    "`{found}` se dit ici `{good}`, dans la langue du fichier",
    "`{found}` is `{good}` here, in the language of the file",
)


def _as_spelled(words: str, language: str) -> str | None:
    """A keyword with wrong capitals, as it is written."""
    meant = known(language).get(fold(words).casefold())
    return meant if meant is not None and fold(meant) != fold(words) else None


def _in_language(words: str, language: str) -> str | None:
    """A keyword of another language."""
    return foreign(language).get(fold(words).casefold())


def _misspelt(site: Site) -> Iterator[Found]:
    """A word that is nearly a keyword that can stand there."""
    token = site.token
    if token.type not in ("NAME", "LABEL") or fold(token.text) in first_words(site.language):
        return
    words = set(known(site.language).values())
    while (meant := nearest(token.text, words)) is not None:
        words.remove(meant)
        place = found(site, token.start, token.end, meant)
        yield place._replace(args={**place.args, "word": meant})


_LETTERS = (
    Slip(message=_WRITTEN, help=_REPLACE, find=by_word(_as_spelled), keyword=True),
    Slip(message=_OTHER_LANGUAGE, help=_REPLACE, find=by_word(_in_language), keyword=True),
)

# --- what is missing, or there twice ------------------------------------------------------------------------

_NO_COLON = Text("il manque `:` après `{found}`", "`:` is missing after `{found}`")
_ADD_COLON = Text("ajouter `:` après `{found}`", "add `:` after `{found}`")
_COLON = Text("c'est `:` qui sépare un libellé de sa valeur", "`:` is what separates a label from its value")
_NO_COMMA = Text("il manque `,` avant `{found}`", "`,` is missing before `{found}`")
_ADD_COMMA = Text("ajouter `,` avant `{found}`", "add `,` before `{found}`")
_NO_OPENING = Text("il manque `{{` après `{found}`", "`{{` is missing after `{found}`")
_OPEN_BLOCK = Text(
    "ouvrir le bloc : ajouter `{{` à la fin de la ligne", "open the block: add `{{` at the end of the line"
)
_NO_CLOSING = Text("il manque `{good}` avant `{found}`", "`{good}` is missing before `{found}`")
_ADD_CLOSING = Text("ajouter `{good}`", "add `{good}`")
_UNCLOSED = Text("ce bloc n'est jamais fermé", "this block is never closed")
_CLOSE_BLOCK = Text("ajouter `}}` à la fin du bloc", "add `}}` at the end of the block")
_TWICE = Text("`{found}` est écrit deux fois", "`{found}` is written twice")
_EXTRA_BRACE = Text("cette accolade ferme un bloc de trop", "this brace closes one block too many")
_OPEN_TEXT = Text("un texte s'ouvre ici et ne se ferme pas", "a text opens here and does not close")
_CLOSE_TEXT = Text('fermer le texte par `"` sur la même ligne', 'close the text with `"` on the same line')
_CLOSE_PROSE = Text('fermer la prose par `"""`', 'close the prose with `"""`')
_NO_QUOTES = Text("un texte s'écrit entre `\"`", 'a text is written between `"`')
_QUOTE = Text('mettre le texte entre `"`', 'put the text between `"`')

_LINE = r"^[ \t]*(?P<shown>"
_END_OF_HEADING = r"(?=[ \t]*\{?[ \t]*(?:\#[^\n]*)?$)"


def _colon_missing(site: Site) -> Iterator[Found]:
    """After one to five of the words that begin the line."""
    first = re.compile(rf"[ \t]*(?:\{{[ \t]*)?({WORD})").match(site.text, max(site.line_start, site.item))
    if first is None or first.start(1) > site.token.start:
        return
    ends = [first.end()]
    word = re.compile(rf"[ \t]+({WORD})")
    while len(ends) < 5 and (following := word.match(site.text, ends[-1])) is not None:
        ends.append(following.end())
    start, labels = first.start(1), known(site.language)
    ends.sort(key=lambda end: fold(" ".join(site.text[start:end].split())).casefold() not in labels)
    for end in ends:
        yield found(site, end, end, " :", (start, end))


def _comma_missing(site: Site) -> Iterator[Found]:
    """Before the fault, or before the keyword that stands before a number (`recouvrement 40 €`)."""
    before = re.compile(rf"({WORD})\s+$").search(site.text[max(site.item, site.token.start - 60) : site.token.start])
    if before is not None and fold(before[1]) in first_words(site.language):
        start = max(site.item, site.token.start - 60) + before.start(1)
        if start > site.item:
            at = len(site.text[:start].rstrip()) if site.text[start - 1].isspace() else start
            yield found(site, at, at, ",", (start, start + len(before[1])))
    yield found(site, site.before, site.before, ",", (site.token.start, site.token.end))


def _opening_missing(site: Site) -> Iterator[Found]:
    """At the end of the line of the fault, or of the line before it."""
    for end in (site.line_end, max(site.item, site.line_start - 1)):
        start = max(site.item, site.text.rfind("\n", 0, end) + 1)
        line = re.compile(r"[ \t]*([^#\n{}:]*?[^#\s{}:])[ \t]*(?:#|$)", re.MULTILINE).match(site.text, start, end)
        if line is not None:
            yield found(site, line.end(1), line.end(1), " {", line.span(1))


def _closing_missing(site: Site) -> Iterator[Found]:
    """Before the fault; a brace on its line only, since elsewhere it is a block that is not closed."""
    marks = ("}", ")") if site.line_start < site.before else (")",)
    for mark in marks if site.token.text else ():
        place = found(site, site.before, site.before, mark, (max(site.item, site.before - 1), site.before))
        yield place._replace(args={"found": short(site.token.text), "good": mark})


def _block_unclosed(site: Site) -> Iterator[Found]:
    """Before the line of the fault."""
    first = re.compile(r"\s*").match(site.text, max(site.line_start, site.item))
    assert first is not None
    at = min(first.end(), site.token.start)
    if at < site.line_start or at < site.item:
        return
    # a declaration where an indented text is no more indented begins, even if its heading has a fault of its own
    before = site.text[:at].rstrip().rpartition("\n")[2] if at == site.line_start else ""
    for count in range(1, site.depth + 1):
        place = found(site, at, at, "}" * count + "\n", (site.token.start, site.token.end))
        yield place._replace(early=before[:1] in (" ", "\t", "}") and before != "")


def _brace_too_many(site: Site) -> Iterator[Found]:
    """The fault itself, unless it closes a block that is empty, or the closing brace before it."""
    if site.token.type == "RBRACE" and site.text[site.before - 1 : site.before] != "{":
        yield found(site, site.token.start, site.token.end, "")
    last = site.before - 1
    if site.text[last : last + 1] == "}":
        yield found(site, last, last + 1, "")


# What follows a prose that was not closed: a line that closes a block, opens one, or begins a declaration
_CODE = re.compile(rf"^[ \t]*(?:\}}|{WORD}(?:[ \t]+[^\n{{}}:]*)?\{{[ \t]*(?:\#[^\n]*)?$)", re.MULTILINE)


def _prose_unclosed(site: Site) -> Iterator[Found]:
    opened = site.text.rfind('"""', site.item, site.token.start + 3)
    for start in (opened, site.text.rfind('"""', site.item, opened) if opened > 0 else -1):
        if start >= 0 and (code := _CODE.search(site.text, start + 3)) is not None:
            at = len(site.text[start : code.start()].rstrip()) + start
            edits = (Replacement(at, at, ' """'),)
            yield Found(edits, start, start + 3, {"found": '"""', "good": '"""'}, early=True)


_MARKS = (
    _slip(rf"{_LINE}{WORD}(?:[ \t]+{WORD}){{0,4}})[ \t]*(?P<cut>:?=[ \t]*:?|=>|->|→)", " :", _NO_COLON, _COLON),
    _slip(r"(?P<cut>:(?:[ \t]*:)+)", ":", _TWICE, _REPLACE),
    Slip(message=_NO_COLON, help=_ADD_COLON, find=_colon_missing),
    Slip(message=_OPEN_TEXT, help=_CLOSE_PROSE, applicability="unsafe", find=_prose_unclosed),
    _slip(rf'(?P<shown>"[^"\n]*?)(?P<cut>){_END_OF_HEADING}', '"', _OPEN_TEXT, _CLOSE_TEXT, applicability="unsafe"),
    _slip(
        rf'(?P<cut>)(?P<shown>{WORD}[^"\n{{]*"){_END_OF_HEADING}',
        '"',
        _NO_QUOTES,
        _QUOTE,
        applicability="unsafe",
        where="fault",
    ),
    _slip(
        rf"(?P<cut>{WORD}[^\"\n{{}}:]*?)(?=[ \t]*\{{[ \t]*(?:\#[^\n]*)?$)",
        lambda match: f'"{match["cut"]}"',
        _NO_QUOTES,
        _QUOTE,
        where="fault",
    ),
    Slip(message=_UNEXPECTED, help=MEANT, applicability="unsafe", find=_misspelt, keyword=True),
    Slip(message=_NO_OPENING, help=_OPEN_BLOCK, find=_opening_missing),
    Slip(message=_NO_CLOSING, help=_ADD_CLOSING, applicability="unsafe", find=_closing_missing),
    Slip(message=_UNCLOSED, help=_CLOSE_BLOCK, applicability="unsafe", find=_block_unclosed, unclosed=True),
    Slip(message=_EXTRA_BRACE, help=_REMOVE, applicability="unsafe", find=_brace_too_many),
    _slip(rf"(?P<first>{WORD}|[,={{])\s*(?P<cut>(?P=first))(?!\w)", "", _TWICE, _REMOVE, applicability="unsafe"),
    Slip(message=_NO_COMMA, help=_ADD_COMMA, find=_comma_missing),
)

SLIPS = (*_SIGNS, *_FIGURES, *_LETTERS, *_MARKS)
