"""Faults of the parser, said to their reader: what stands there, what could, what was probably meant."""

from __future__ import annotations

import re

from contractlang.diagnostics import Diagnostic, Edit, Fix, Label, Message, Text
from contractlang.diagnostics.phrases import MEANT
from contractlang.source import Source, Span
from contractlang.syntax.lexer import END, Token
from contractlang.syntax.pages import NOT_A_VALUE, SYNTAX, UNCLOSED
from contractlang.syntax.parser import MAX_FAULTS
from contractlang.syntax.repair import Fault, Repair
from contractlang.syntax.tables import load
from contractlang.words import fold, nearest

_UNEXPECTED = Text("`{found}` inattendu ici", "unexpected `{found}` here")
_UNEXPECTED_END = Text("le fichier s'arrête trop tôt", "the file ends too soon")
_UNKNOWN_CHARACTER = Text("le signe `{found}` n'a pas de sens ici", "the sign `{found}` has no meaning here")
_OPEN_TEXT = Text("un texte s'ouvre ici et ne se ferme pas", "a text opens here and does not close")
_CLOSE_TEXT = Text(
    'fermer le texte par `"` sur la même ligne, ou la prose par `"""`',
    'close the text with `"` on the same line, or the prose with `"""`',
)
_UNCLOSED = Text("ce bloc n'est jamais fermé", "this block is never closed")
_UNCLOSED_BEFORE = Text("`{found}` commence alors qu'un bloc est ouvert", "`{found}` begins while a block is open")
_CLOSE_BLOCK = Text("ajouter `}` à la fin du bloc", "add `}` at the end of the block")
_OPENED_HERE = Text("bloc ouvert ici", "block opened here")
_EXPECTED = Text("attendu : {names}", "expected: {names}")
_REMOVE_BRACE = Text("retirer cette accolade : aucun bloc n'est ouvert", "remove this brace: no block is open")
_REMOVE = Text(
    "retirer `{found}`, ou écrire à sa place ce que le langage attend ici",
    "remove `{found}`, or write in its place what the language expects here",
)
_NO_UNIT = Text("il manque une unité après `{found}`", "a unit is missing after `{found}`")
_TOO_MANY = Text("plus de {count} fautes : la lecture s'arrête ici", "more than {count} faults: reading stops here")
_FIRST_ONES = Text("corriger celles qui précèdent, puis vérifier de nouveau", "mend those before, then check again")
_COLON_FORGOTTEN = Text("ajouter `:` après `{word}`", "add `:` after `{word}`")

_CLASSES = {
    "NAME": Text("un nom", "a name"),
    "LABEL": Text("un libellé suivi de `:`", "a label followed by `:`"),
    "NUMBER": Text("un nombre", "a number"),
    "STRING": Text('un texte entre `"`', 'a text between `"`'),
    "PROSE": Text('une prose entre `"""`', 'prose between `"""`'),
    "DATE": Text("une date", "a date"),
    "DATETIME": Text("une date et une heure", "a date and a time"),
    "TIME": Text("une heure", "a time"),
    "CURRENCY": Text("une monnaie", "a currency"),
    "MONEY_PER": Text("un prix par unité (`€/h`)", "a price per unit (`€/h`)"),
    END: Text("la fin du fichier", "the end of the file"),
}
# More names than this say nothing
_MOST_NAMES = 9

_PROBLEMS = {
    "no-such-date": Text("cette date n'existe pas", "this date does not exist"),
    "no-such-time": Text("cette heure n'existe pas", "this time does not exist"),
    "days-backwards": Text("les jours vont à rebours", "the days run backwards"),
    "given-twice": Text("une mention est donnée deux fois", "a mention is given twice"),
    "no-such-price": Text("un prix par unité est un montant", "a price per unit is an amount of money"),
    "number-too-long": Text("ce nombre a trop de chiffres", "this number has too many digits"),
    "length-too-long": Text("cette durée dépasse cent ans", "this length of time exceeds a hundred years"),
    "date-out-of-reach": Text("cette date est hors de portée", "this date is out of reach"),
    "too-deep": Text("cette expression est trop imbriquée", "this expression is nested too deeply"),
    "no-number": Text("une valeur manque ici", "a value is missing here"),
}
_REMEDIES = {
    "no-such-date": Text("écrire une date du calendrier : année-mois-jour", "write a calendar date: year-month-day"),
    "no-such-time": Text("écrire une heure de 00:00 à 24:00", "write a time between 00:00 and 24:00"),
    "days-backwards": Text("écrire le premier jour avant le dernier", "write the first day before the last"),
    "given-twice": Text("ne garder qu'une des deux mentions", "keep one of the two mentions"),
    "no-such-price": Text("écrire par exemple `140 € {PER} {HOUR}`", "write for instance `140 € {PER} {HOUR}`"),
    "number-too-long": Text("écrire un nombre de vingt chiffres au plus", "write a number of at most twenty digits"),
    "length-too-long": Text("écrire une durée plus courte", "write a shorter length"),
    "date-out-of-reach": Text("écrire une année de 1900 à 2999", "write a year between 1900 and 2999"),
    "too-deep": Text("séparer l'expression en plusieurs règles", "split the expression into several rules"),
    "no-number": Text(
        "écrire un nombre et son unité (`4 h`) ; un nom seul n'est une valeur que dans un `{TEMPLATE}`",
        "write a number and its unit (`4 h`); a name alone is a value only inside a `{TEMPLATE}`",
    ),
}


def fault(source: Source, found: Fault) -> Diagnostic:
    """The finding for one fault of the parser."""
    token = found.token
    place = Span(source, token.start, max(token.end, token.start))
    if found.kind == "too-many":
        return SYNTAX.finding(place, _TOO_MANY(count=MAX_FAULTS), help=_FIRST_ONES())
    if found.repair is not None:
        return _slip(source, found, found.repair)
    if found.kind == "unclosed" and found.block is not None:
        opened = _open_block(source, found.block, token.start)
        labels = () if token.type == END else (Label(span=place, message=_UNCLOSED_BEFORE(found=token.text)),)
        return UNCLOSED.finding(opened, _UNCLOSED(), labels=labels, help=_CLOSE_BLOCK())
    if token.type == "?":
        if token.text == '"':
            return SYNTAX.finding(place, _OPEN_TEXT(), help=_CLOSE_TEXT())
        return SYNTAX.finding(place, _UNKNOWN_CHARACTER(found=token.text), help=_expectation(source, found))
    if token.type == "STRING" and token.text == '""' and source.text.startswith('"', token.end):
        return SYNTAX.finding(place, _OPEN_TEXT(), help=_CLOSE_TEXT())
    labels = ()
    if found.block is not None and token.type == END:
        labels = (Label(span=Span(source, found.block.start, found.block.end), message=_OPENED_HERE()),)
    if (number := _without_unit(source, found)) is not None:
        return SYNTAX.finding(number, _NO_UNIT(found=number.text), labels=labels, help=_expectation(source, found))
    message = _UNEXPECTED_END() if token.type == END else _UNEXPECTED(found=_short(token))
    return SYNTAX.finding(place, message, labels=labels, help=_expectation(source, found))


def _slip(source: Source, found: Fault, repair: Repair) -> Diagnostic:
    """The finding for a slip: what it is, and the fix with which the text could be read on."""
    slip, place = repair.slip, Span(source, repair.start, repair.end)
    edits = tuple(Edit(span=Span(source, one.start, one.end), text=one.text) for one in repair.edits)
    page = SYNTAX
    labels: tuple[Label, ...] = ()
    if slip.unclosed and found.block is not None:
        labels = (Label(span=place, message=_UNCLOSED_BEFORE(found=_short(found.token))),)
        page, place = UNCLOSED, _open_block(source, found.block, repair.start)
    return page.finding(
        place,
        slip.message(**repair.args),
        labels=labels,
        help=slip.help(**repair.args),
        fix=Fix(edits=edits, applicability=slip.applicability),
    )


_BRACES = re.compile(r'"""(?:[^"]|"(?!""))*"""|"[^"\n]*"|#[^\n]*|[{}]')


def _open_block(source: Source, block: Token, end: int) -> Span:
    """The brace that was not closed before `end`, as the indents show it; else that of the block left open."""
    opened: list[tuple[int, int]] = []  # the indent of its line, and where it stands
    for sign in _BRACES.finditer(source.text, block.start, end):
        line = source.text.rfind("\n", 0, sign.start()) + 1
        indent = len(source.text[line : sign.start()]) - len(source.text[line : sign.start()].lstrip())
        if sign.group() == "{":
            opened.append((indent, sign.start()))
        elif sign.group() == "}" and opened:
            deepest, place = opened.pop()
            if deepest > indent and not source.text[line : sign.start()].strip():
                return Span(source, place, place + 1)
    return Span(source, block.start, block.end)


def problem(kind: str, span: Span) -> Diagnostic:
    """The finding for a value that is well written and means nothing."""
    return NOT_A_VALUE.finding(span, _PROBLEMS[kind](), help=_REMEDIES[kind]())


def _short(token: Token) -> str:
    words = " ".join(token.text.split())
    return words if len(words) <= 40 else words[:39] + "…"


_NUMBER_BEFORE = re.compile(r"(?<![\w.,:-])\d[\d \u00a0\u202f]*(?:[,.]\d+)?(?=\s*$)")


def _without_unit(source: Source, found: Fault) -> Span | None:
    """The number before a fault where a unit should have followed it."""
    if not {"HOUR", "CURRENCY"} <= set(found.expected) or found.token.type == END:
        return None
    start = max(0, found.token.start - 60)
    number = _NUMBER_BEFORE.search(source.text[start : found.token.start])
    return None if number is None else Span(source, start + number.start(), start + number.end())


_ONE_WORD = re.compile(r"[^\W\d][\w'’-]*")


def _forgotten_label(source: Source, token: Token) -> str | None:
    """The word before a fault where it stands alone at the start of its line: a label that passed for a last word."""
    line = source.text.rfind("\n", 0, token.start) + 1
    before = source.text[line : token.start].strip()
    return before if _ONE_WORD.fullmatch(before) else None


def _expectation(source: Source, found: Fault) -> Message:
    """What to write instead: the nearest keyword, else the list of what fits, if it is short; else what to remove."""
    spellings = load().spellings[source.language]
    keywords = {spellings[name][0] for name in found.expected if name in spellings}
    token = found.token
    if token.type in ("NAME", "LABEL"):
        meant = nearest(token.text, keywords)
        if meant and fold(meant) != fold(token.text):
            return MEANT(word=meant)
        if "LABEL" in found.expected and token.type == "NAME":
            return _COLON_FORGOTTEN(word=token.text)
    if "RBRACE" in found.expected and (label := _forgotten_label(source, token)):
        return _COLON_FORGOTTEN(word=label)
    if token.type == "RBRACE" and found.block is None:
        return _REMOVE_BRACE()
    names: list[object] = [_CLASSES[name] for name in found.expected if name in _CLASSES]
    names += [f"`{word}`" for word in sorted(keywords)]
    marks = {name: mark for mark, name in load().punctuation.items()}
    names += [f"`{marks[name]}`" for name in found.expected if name in marks]
    if 0 < len(names) <= _MOST_NAMES or token.type == END:
        return _EXPECTED(names=names)
    return _REMOVE(found=_short(token))
