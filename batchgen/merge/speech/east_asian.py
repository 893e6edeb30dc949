"""Names in Chinese, Japanese and Korean letters: the family name stands first, often without a space."""

from __future__ import annotations

import re

from batchgen import patterns

_SIGNS = patterns.late(r"[\u3400-\u9fff\uac00-\ud7af\u3040-\u30ff]")
_KANA = patterns.late(r"[\u3040-\u30ff]")
_HANGUL = patterns.late(r"[\uac00-\ud7af]")
_POLITE = patterns.late(
    r"(?:先生|女士|小姐|太太|老师|老師|教授|博士|经理|經理|様|さま|さん|くん|ちゃん|殿|氏"
    r"|선생님|교수님|박사님|사장님|부장님|과장님|대리님|님|씨)$"
)
_NOBODY = patterns.late(
    r"(?:先生|女士|小姐|客户|客戶|团队|團隊|公司|有限|株式会社|会社|担当者|御中|部$|팀$|고객|담당자|주식회사|회사)"
)
_CHINESE = frozenset(
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈"
    "曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧"
    "侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文"
)
"""The hundred commonest family names of China and Taiwan (census of 2010), in both scripts."""
_KOREAN = frozenset(
    "김이박최정강조윤장임한오서신권황안송전홍류유고문양손배백허남심노하곽성차주우구민진나엄채원천방공"
)
"""The commonest family names of Korea (census of 2015)."""
_OF_TWO = frozenset(
    [
        "上官",
        "东方",
        "令狐",
        "公孙",
        "公孫",
        "司徒",
        "司馬",
        "司马",
        "夏侯",
        "尉迟",
        "尉遲",
        "慕容",
        "東方",
        "欧阳",
        "歐陽",
        "皇甫",
        "諸葛",
        "诸葛",
        "남궁",
        "독고",
        "사공",
        "선우",
        "제갈",
        "황보",
    ]
)


def is_written(text: str) -> bool:
    """Return whether a text has Chinese, Japanese or Korean letters."""
    return _SIGNS.search(text) is not None


def given_name(text: str, locale: str) -> str:
    """Return the given name, which stands last; empty where the text does not show it for certain."""
    words = [word for word in re.split(r"[\s・·,\uff0c、]+", text) if word]
    polite = _POLITE.search(words[-1]) if words else None
    if polite:
        words[-1] = words[-1][: polite.start()]
        words = [word for word in words if word]
    if not words or not all(map(is_written, words)) or any(map(_NOBODY.search, words)):
        return ""
    if len(words) > 1:
        return words[-1]
    return _cut(words[0], locale, polite=polite is not None)


def _cut(name: str, locale: str, *, polite: bool) -> str:
    """Return the given name of a name without a space."""
    if _HANGUL.search(name):
        known = _KOREAN
    elif _KANA.search(name) or locale.startswith("ja"):
        return ""  # where a Japanese name parts is not written
    else:
        known = _CHINESE
    if name[:2] in _OF_TWO:
        return name[2:] if len(name) > 2 else ""
    if len(name) == 3 and name[0] in known:
        return name[1:]
    if len(name) != 2 or polite:
        return ""  # with a polite word behind it, a short name is a family name: 田中様
    return name[1:] if known is _CHINESE and name[0] in known else name
