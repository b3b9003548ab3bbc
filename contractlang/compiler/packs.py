"""The requirement packs of a contract: those that it names, those that it sets aside, and all others there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from contractlang.compiler.declarations import declare_places, declare_vocabularies
from contractlang.compiler.environment import Environment
from contractlang.compiler.requirements import lower_pack
from contractlang.compiler.terms import label_name
from contractlang.core.packs import Pack, Requirement
from contractlang.core.program import Term
from contractlang.core.schema import Kind, Type, Vocabulary
from contractlang.diagnostics import Text
from contractlang.documents.files import VOCABULARY, Library, pack_name
from contractlang.model import files as f
from contractlang.model.nodes import Word
from contractlang.records import evolve
from contractlang.source import Span
from contractlang.words import fold

_REQUIREMENTS = ("contract", "requirements")
_VOCABULARY = "requirement_pack"
_PACKS = Text("référentiel", "requirement pack")
_UNKNOWN_PACK = Text("aucun référentiel ne s'appelle `{word}`", "no requirement pack is called `{word}`")


def lower_packs(
    env: Environment, files: Sequence[f.File], contract: f.Contract, library: Library
) -> tuple[tuple[Requirement, ...], tuple[Pack, ...]]:
    """The requirements of the packs that the contract names, in their order, and the packs of which it says nothing."""
    own = {fold(node.name.text): node for file in files for node in file.declarations if isinstance(node, f.Pack)}
    heads = own | {
        name: head for name in library.names() if name not in own and (head := library.pack_head(name)) is not None
    }
    names = {fold(said): name for name, head in heads.items() for said in (pack_name(head).fr, pack_name(head).en)}
    spoken_of: dict[str, Span] = {}
    found: list[Requirement] = []
    for word in [*_named(env, contract), *(aside.pack for aside in contract.set_aside)]:
        name = names.get(fold(word.text))
        if name is None:
            env.unknown(word, _UNKNOWN_PACK, [env.said(pack_name(head)) for head in heads.values()])
            continue
        env.note(word.span, pack_name(heads[name]))
        if name in spoken_of:
            env.twice(word.text, word.span, spoken_of[name])
        spoken_of.setdefault(name, word.span)
    _share_names(env, {name: pack_name(heads[name]) for name in spoken_of})
    for word in _named(env, contract):
        name = names.get(fold(word.text))
        pack = None if name is None else own.get(name) or _whole(env, name, library)
        found += lower_pack(env, pack).requirements if pack else ()
    for aside in contract.set_aside:
        name = names.get(fold(aside.pack.text))
        path = ("contract", "set_aside", aside.pack.text if name is None else pack_name(heads[name]).en)
        if path not in env.terms:
            title, origin = env.path_text((*path[:-1], aside.pack.text)), env.origin(aside.span)
            env.add_term(Term(path=path, title=title, type=Type(Kind.TEXT), value=aside.reason, origin=origin))
    unnamed = [
        lower_pack(env, head, head=True)
        for name, head in heads.items()
        if name not in spoken_of and head.concerns is not None
    ]
    return tuple(dict.fromkeys(found)), tuple(unnamed)


def _share_names(env: Environment, packs: Mapping[str, Text]) -> None:
    """Give the packs that a contract names their shared names, whatever the language in which it names them."""
    term = env.terms.get(_REQUIREMENTS)
    if term is None or not isinstance(term.value, tuple):
        return
    words = {text.en: text for text in packs.values()}
    shared = {fold(said): text.en for text in packs.values() for said in (text.fr, text.en)}
    env.vocabularies[_VOCABULARY] = Vocabulary(name=_VOCABULARY, title=_PACKS, words=words)
    value = tuple(shared.get(fold(str(word)), word) for word in term.value)
    env.terms[_REQUIREMENTS] = evolve(term, type=Type(Kind.WORD, _VOCABULARY), value=value)


def library_packs(library: Library, written: Callable[[f.File], f.File] | None = None) -> tuple[Pack, ...]:
    """Every pack of the library with its requirements, by the name of its file; `written` translates a file."""
    env = Environment()
    files = [file for file in (library.load(VOCABULARY)[0],) if file is not None]
    declare_vocabularies(env, files)
    declare_places(env, files)
    heads = [name for name in library.names() if library.pack_head(name) is not None]
    files = [file for name in heads if (file := library.load(name)[0]) is not None]
    nodes = [node for file in files for node in (written(file) if written else file).declarations]
    return tuple(lower_pack(env, node) for node in nodes if isinstance(node, f.Pack))


def _named(env: Environment, contract: f.Contract) -> Iterator[Word]:
    for term in contract.terms:
        if label_name(env, term.label, ("requirements",)) is not None:
            yield from (word for phrase in term.value.phrases for word in phrase.words)


def _whole(env: Environment, name: str, library: Library) -> f.Pack | None:
    """A pack of the library with its requirements; the faults of its file are reported."""
    file, findings = library.load(name)
    env.findings.extend(findings)
    return file.pack(name) if file is not None else None
