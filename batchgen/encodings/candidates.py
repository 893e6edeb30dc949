"""Candidates: what the same bytes would say in other encodings, likely ones first, for people to choose."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from batchgen import patterns

_WEST = "àâæçèéêëîïôœùûüÿ äöüß áéíñóúüçº àáâãçéêíóôõúü àèéìíòóù æøåéöäü åäöéü áéíóúýðþæö àèéíïòóúüç áéëïöüóè"
_CENTRAL = "ąćęłńóśźż áčďéěíňóřšťúůýž áäčďéíĺľňóôŕšťúýž áéíóöőúüű ăâîşţ čćđšž äöüß áéíóöúü"
_CYRILLIC = "оаиенртслвкмдпяуіьзбгйчыхжшїюцщєэфґёъ"
_SCRIPTS = {
    "CYRILLIC": _CYRILLIC,
    "GREEK": "αοιετσνηυρπκμλςωόίγάδήέύθχώβφξζψϊϋ",
    "HEBREW": "יוהלארתבשמנעדכםקפןחגטסצזךףץ",
    "ARABIC": "ايلمنروتبةعدسفهكقحجشىصأطخضذزثئءغإؤظآپچگژیک",
    "THAI": "านรอกเงยลมทวสตดบปคหจพชขโแไใผศธถณญภษซฉฟฐ",
}
_VOWELS = frozenset("аеиоуыэюяієїёαεηιουωάέήίόύώ")
_TOKEN = patterns.late(r"[^\W\d_]*[^\x00-\x7f\s’][^\x00-\x40\x5b-\x60\x7b-\x7f\s’]*")
_CELL = patterns.late(r"[,;\t|\r\n]")
_SHOWN_CELLS, _SHOWN_READINGS = 3, 3


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """A text as one encoding reads it: some of its cells that are not ASCII."""

    encoding: str
    cells: tuple[str, ...]


def likely(lines: Sequence[bytes]) -> list[Reading]:
    """Return up to three different readings of lines, the likeliest first, by cells that tell them apart."""
    found: dict[str, tuple[float, str]] = {}
    for encoding, score in _CANDIDATES.items():
        try:
            text = b"".join(lines).decode(encoding)
        except UnicodeDecodeError:
            continue
        if text not in found:
            found[text] = (score(_tokens(text)), encoding)
    ranked = sorted(found.values(), key=lambda pair: -pair[0])[:_SHOWN_READINGS]
    read = [[_cell(line.decode(encoding)) for line in lines] for _, encoding in ranked]
    # Each line's cell in every reading; the lines that most readings read otherwise come first.
    columns = sorted(dict.fromkeys(zip(*read, strict=True)), key=lambda cells: -len(set(cells)))
    shown = zip(*columns[:_SHOWN_CELLS], strict=True)
    return [Reading(encoding, cells) for (_, encoding), cells in zip(ranked, shown, strict=True)]


def is_plausible(text: str) -> bool:
    """Return whether the words beyond ASCII of a text, or most of them, are words of some language."""
    tokens = _tokens(text)
    return max(_latin(_WEST + " " + _CENTRAL)(tokens), _other(tokens), _eastern(tokens)) >= 0.5


def _tokens(text: str) -> list[str]:
    return list(dict.fromkeys(_TOKEN.findall(text)))


def _cell(line: str) -> str:
    """Return the first cell of a line that is not ASCII."""
    cells = (cell.strip(" \"'\n") for cell in _CELL.split(line) if not cell.isascii())
    return next(cells, "")[:40]


_NO_CASE = 1.15
"""What an alphabet without capitals gets more: nothing but its letters can speak for it."""

_ONLY_SIGNS = 0.6
"""The score of a text whose only bytes beyond ASCII are apostrophes."""

Score = Callable[[Sequence[str]], float]


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0


def _latin(alphabets: str) -> Score:
    """Return a score: how many words have the letters of one and the same language."""
    languages = [frozenset(letters) for letters in alphabets.split()]

    def score(tokens: Sequence[str]) -> float:
        special = [{c for c in token.lower() if c > "\x7f"} for token in tokens if _is_cased(token)]
        best = max(sum(letters <= language for letters in special) for language in languages)
        return best / len(tokens) if tokens else _ONLY_SIGNS

    return score


def _is_cased(token: str) -> bool:
    """Return whether a word is written in capitals, in small letters, or with one capital in front."""
    return token.isalpha() and (token[1:] == token[1:].lower() or token == token.upper())


def _other(tokens: Sequence[str]) -> float:
    """Return how common the letters of words in one alphabet that is not Latin are in it, at most 1."""
    return _mean(_of_script(token) for token in tokens)


def _of_script(token: str) -> float:
    letters = [c for c in token.lower() if unicodedata.category(c)[0] != "M"]
    script = next((name for name, known in _SCRIPTS.items() if letters and letters[0] in known), "")
    if not script or not all(unicodedata.name(c, "").startswith(script) for c in letters):
        return 0.0
    known = _SCRIPTS[script]
    if script in {"CYRILLIC", "GREEK"}:
        if not _is_cased(token):
            return 0.05
        if len(letters) > 2 and not _VOWELS.intersection(letters):
            return 0.1
    weight = 1.0 if script in {"CYRILLIC", "GREEK"} else _NO_CASE
    return weight * _mean(1 - known.find(c) / len(known) if c in known else 0.0 for c in letters)


def _eastern(tokens: Sequence[str]) -> float:
    """Return what part of words has the common signs of some East Asian language."""
    often = frozenset(_CHINESE + _TAIWANESE + _JAPANESE + _KOREAN)
    return _mean(float(not often.isdisjoint(token)) for token in tokens)


def _east(encoding: str, often: str, *spans: tuple[int, int]) -> Score:
    """Return a score by the signs that stand in names, and by the first bytes that common signs have."""

    def weight(sign: str) -> float:
        data = sign.encode(encoding)
        if sign in often:
            return 1.0
        return 0.7 if len(data) == 2 and any(low <= data[0] <= high for low, high in spans) else 0.1

    return lambda tokens: _mean(
        0.1 if any(map(str.isascii, token)) else _mean(map(weight, token)) for token in tokens
    )


_CHINESE = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢"
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英华文玉兰桂红建国平小晓雪梅云龙上海北京公司中有限州山广东南江西天大"
)
_TAIWANESE = (
    "陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周徐蘇葉莊呂江何蕭羅高簡朱鍾施游沈彭潘余趙盧梁顏柯翁魏孫戴方宋范鄧"
    "怡君志明淑芬惠美玲雅婷家豪建宏俊傑佳穎宗翰冠宇雯慧臺台北中南高雄市公司股份有限國大金文"
)
_JAPANESE = (
    "田中山本鈴木佐藤高橋渡辺伊村井小林加吉斎松清水森池石川前岡長谷後近坂遠青西福三太藤原島口野上大和株式会社東京"
    "都市区県町一郎子美恵真由香奈優翔健二花さくらゆみかなえりまアイウエオカキクケコサシスセソタチツテトナニノハヒフヘホマミムメモヤユヨラリルレロワンー"
)
_KOREAN = (
    "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민준서연지훈현수영진은경희미선혜"
    "빈늘비아재호도예나원인태상철기용동명숙자순정화서울부산대구주식회사"
)

_CANDIDATES: dict[str, Score] = {
    "cp1250": _latin(_CENTRAL),
    "cp1251": _other,
    "cp1252": lambda tokens: 0.9 * _latin(_WEST)(tokens),
    "cp1253": _other,
    "cp1254": _latin("çğıöşüâîûi̇"),
    "cp1255": _other,
    "cp1256": _other,
    "cp1257": _latin("ąčęėįšųūž āčēģīķļņšūž äõöüšž ąćęłńóśźż"),
    "cp874": _other,
    "iso8859_2": lambda tokens: 0.95 * _latin(_CENTRAL)(tokens),
    "mac_roman": lambda tokens: 0.95 * _latin(_WEST)(tokens),
    "gbk": _east("gbk", _CHINESE, (0xB0, 0xD7)),
    "cp949": _east("cp949", _KOREAN, (0xB0, 0xC8)),
    "cp932": _east("cp932", _JAPANESE, (0x82, 0x83), (0x88, 0x97)),
    "big5": _east("big5", _TAIWANESE, (0xA4, 0xC6)),
    "euc_jp": _east("euc_jp", _JAPANESE, (0xA4, 0xA5), (0xB0, 0xCF)),
    "koi8_r": _other,
    "koi8_u": _other,
    "iso8859_5": _other,
    "iso8859_7": _other,
    "mac_cyrillic": _other,
    "cp866": _other,
    "cp850": lambda tokens: 0.9 * _latin(_WEST)(tokens),
    "cp437": lambda tokens: 0.85 * _latin(_WEST)(tokens),
}
