"""Which language a script is in, well enough to choose a voice: by its letters, then its words."""

from __future__ import annotations

import re
import unicodedata

_SCRIPTS = (
    ("HIRAGANA", "ja"),
    ("KATAKANA", "ja"),
    ("HANGUL", "ko"),
    ("CJK", "cmn"),
    ("CYRILLIC", "ru"),
    ("GREEK", "el"),
    ("ARABIC", "ar"),
    ("HEBREW", "he"),
    ("DEVANAGARI", "hi"),
    ("THAI", "th"),
)
_COMMON = {
    "en": "the and you your is are we for of to with this that have it our hi hello i so",
    "es": "el la los las que de en un una y para con por su es hola gracias usted tu como",
    "fr": "le la les des que de en un une et pour avec vous votre est nous bonjour merci je ce",
    "de": "der die das und ist sie ihr wir für mit ein eine nicht zu hallo danke ich von auf den",
    "it": "il lo la gli che di un una e per con è sono ciao grazie come questo della suo vostro",
    "pt": "o a os as que de em um uma e para com você é não olá obrigado seu sua como do da",
    "nl": "de het een en van voor met is dat u je wij hallo bedankt niet ik uw zijn op te",
    "pl": "i w na że się z do jest nie to dla pan pani dzień dobry dziękuję o jak oraz po",
    "sv": "och att det är en ett för med du vi hej tack som på av inte jag din er den",
    "da": "og at det er en et for med du vi hej tak som på af ikke jeg din jeres den",
    "nb": "og at det er en et for med du vi hei takk som på av ikke jeg din deres den",
    "fi": "ja on että se hei kiitos sinun meidän ei tämä myös kanssa sekä olen ovat",
    "tr": "ve bir bu için ile merhaba teşekkürler siz sizin çok da de mi var olarak",
    "cs": "a je se na že v pro s to dobrý den děkuji jsme vás vaše jak ale jsem",
    "ro": "și de la în un o cu pentru este bună mulțumesc dumneavoastră noi că ce nu",
    "hu": "és a az hogy nem egy van szia köszönöm önnek ez meg mi is de jó",
}
_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_REFUSED_BY_ESPEAK = {"en-gb": "en", "fr-fr": "fr", "es-mx": "es-419", "zh": "cmn", "no": "nb", "iw": "he"}
_ENOUGH = 2
"""So many common words of a language, and more than English has, make a text that language's."""


def of_text(text: str) -> str:
    """Return the language of a text as espeak-ng calls it, "en" when in doubt."""
    return _by_script(text) or _by_words(text)


def voices(voice: str, language: str) -> list[str]:
    """Return the voices to try for a text, best first, "en-us+f2" keeping its variant in every language.

    The accent stays when it is of the text's language ("en-us" for "en").
    """
    accent, _, variant = voice.partition("+")
    tag = language.lower().replace("_", "-")
    tag = _REFUSED_BY_ESPEAK.get(tag, tag)
    if not tag or tag == accent.split("-")[0]:
        tag = _REFUSED_BY_ESPEAK.get(accent, accent)
    bases = [tag, tag.split("-")[0], "en"]
    suffix = f"+{variant}" if variant else ""
    return list(dict.fromkeys([*(base + suffix for base in bases), *bases]))


def _by_script(text: str) -> str:
    counts: dict[str, int] = {}
    letters = [char for char in text if char.isalpha()]
    for char in letters:
        name = unicodedata.name(char, "")
        found = next((language for prefix, language in _SCRIPTS if name.startswith(prefix)), "")
        counts[found] = counts.get(found, 0) + 1
    if counts.get("ja"):
        counts["ja"] += counts.pop("cmn", 0)
    best = max(counts, key=lambda key: counts[key], default="")
    return best if best and counts[best] * 2 > len(letters) else ""


def _by_words(text: str) -> str:
    words = re.findall(r"[^\W\d_]+", text.lower())
    scores = {language: sum(word in common for word in words) for language, common in _WORDS.items()}
    best = max(scores, key=lambda key: scores[key])
    return best if scores[best] >= _ENOUGH and scores[best] > scores["en"] else "en"
