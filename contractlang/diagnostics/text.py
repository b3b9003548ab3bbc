"""Words in two languages: every sentence that a reader sees is a `Text`, filled once it is known who reads.

Words of the language itself are those of the file that a finding is about, whoever reads: `{PRICE}` in a template is
the keyword of that shared name, and a `Quoted` is a sample as a file in either language writes it. `in_file` puts
them in.

`Text` holds a French and an English template. `text(name=value)` gives a `Message`; `message.say(lang)` fills the
template, and writes each value as people of that language do (see `wording`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from contractlang.diagnostics.wording import Lang, say
from contractlang.records import field, frozen

_KEYWORD = re.compile(r"\{([A-Z_]+)\}")
Spell = Callable[[str], str]


@frozen
class Text:
    """A sentence or a name in French and in English; as a sentence it may hold `{name}` fields."""

    fr: str
    en: str

    def __call__(self, **args: object) -> Message:
        """The sentence with its fields filled."""
        return Message(self, args)

    def say(self, lang: Lang) -> str:
        """The words as they stand, in one language."""
        return self.fr if lang == "fr" else self.en


@frozen
class Message:
    """A `Text` and the values of its fields."""

    text: Text
    args: Mapping[str, object] = field(factory=dict)

    def in_file(self, language: str, spell: Spell) -> Message:
        """The sentence with the words of a file's language put in; `spell` writes a keyword of that language."""
        parts = {"fr": self.text.fr, "en": self.text.en}
        text = Text(**{lang: _KEYWORD.sub(lambda found: spell(found.group(1)), part) for lang, part in parts.items()})
        args = {name: _in_file(value, language, spell) for name, value in self.args.items()}
        return Message(text, args)

    def say(self, lang: Lang) -> str:
        """The sentence in one language."""
        template = self.text.say(lang)
        if not self.args:
            return template
        return template.format_map({name: say(value, lang) for name, value in self.args.items()})


@frozen
class Quoted:
    """Words as a file writes them, in French and in English: a sample to be copied."""

    fr: str
    en: str


def _in_file(value: object, language: str, spell: Spell) -> object:
    match value:
        case Message():
            return value.in_file(language, spell)
        case Quoted(fr=french, en=english):
            return french if language == "fr" else english
        case list() | tuple():
            return [_in_file(item, language, spell) for item in value]
    return value


def verbatim(words: str) -> Text:
    """Words that are the same in both languages: a name that somebody chose."""
    return Text(words, words)
