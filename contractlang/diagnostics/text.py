"""Words in two languages: every sentence that a reader sees is a `Text`, filled once it is known who reads.

`Text` holds a French and an English template. `text(name=value)` gives a `Message`; `message.say(lang)` fills the
template, and writes each value as people of that language do (see `wording`).
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from contractlang.diagnostics.wording import Lang, say


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

    def say(self, lang: Lang) -> str:
        """The sentence in one language."""
        template = self.text.say(lang)
        if not self.args:
            return template
        return template.format_map({name: say(value, lang) for name, value in self.args.items()})


def verbatim(words: str) -> Text:
    """Words that are the same in both languages: a name that somebody chose."""
    return Text(words, words)
