"""Words of rows that are not people: labels of totals, footers of reports, names of headers.

English, German, French, Spanish and Italian, with Portuguese and Dutch. Texts are compared folded (NFKC,
small letters).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection

from batchgen import patterns
from batchgen.checks import email_addresses
from batchgen.merge import video_names


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LABELS = (
    r"(?:(?:grand|sub|running|overall|report|page|net|gross)[\s-]*)?totals?|sums?|count|average|avg|mean"
    r"|(?:gesamt|zwischen|teil|end)?summen?|gesamt|gesamtergebnis|ergebnis|gesamtzahl|insgesamt|anzahl"
    r"|durchschnitt|mittelwert"
    r"|total g[ée]n[ée]ral|total partiel|totaux|sous[\s-]*total|somme|nombre|moyenne|r[ée]sultat global"
    r"|total general|total parcial|totales|sub\s?totales|suma|recuento|cuenta|promedio"
    r"|totale(?: generale| complessivo| parziale)?|totali|sub\s?totale|somma|conteggio|media"
    r"|soma|contagem|m[ée]dia|total geral|(?:eind|sub)?totaal|som|aantal|gemiddelde"
    r"|std\.? ?dev(?:iation)?|stdev|standard deviation|variance|standardabweichung|[ée]cart[ -]type"
    r"|\((?:blank|leer|vide|en blanco|vuoto|leeg)\)"
    r"|[\u03c3\u2211\u00f8]|median|minimum|maximum|overall|record count|row count|razem|ogółem|totalt|summa"
    r"|yhteensä|i alt|toplam|celkem|összesen|итого|всего|合計|合计|总计|總計|小計|小计|합계|총계"
)
_SUB = (
    r"(?:sub[\s-]*total(?:s|e|es|i)?|zwischensumme|teilsumme|sous[\s-]*total|total parcial|totale parziale"
    r"|subtotaal)"
)
EXTREMES = {"max": max, "maximum": max, "min": min, "minimum": min}
"""Labels of a column's largest and smallest number; Max is somebody's name, too."""
_COUNTED = (
    r"(?:records?(?:\(s\))?|rows?(?:\(s\))?|results?|leads?|contacts?|accounts?|people|entries|items|members|attendees"
    r"|datensätze?n?|einträge|zeilen|kontakte|personen|treffer|teilnehmer"
    r"|enregistrements?|lignes?|résultats?|personnes|inscrits"
    r"|registros?|filas?|resultados?|contactos?|personas|asistentes"
    r"|righe|risultati|contatti|persone|iscritti|linhas?|contatos?|rijen|resultaten|contacten)"
)
_NUMBER = r"[\d.,'’ \u00a0\u202f]*\d"
_ONE_OF = r"(?:of|for|the|in|der|die|des|von|de|du|di|del|da|van|per|pour|por|d['’])"

TOTAL = patterns.late(rf"(?:{_LABELS})\s*[:=]?")
"""A bare label. A person or a firm can be called so: what else the row holds decides."""
SURE_TOTAL = patterns.late(
    rf"(?:grand|sub|running|overall|report|page)[\s-]*totals?\s*:?|(?:gesamt|zwischen|teil|end)summe\s*:?"
    rf"|gesamtergebnis|total g[ée]n[ée]ral|sous[\s-]*total\s*:?|total (?:general|parcial|geral)"
    rf"|totale (?:generale|complessivo|parziale)|sub\s?totale\s*:?|(?:eind|sub)totaal"
    rf"|(?:{_LABELS})\s*(?:[:=(]|\s)\s*{_NUMBER}\b.{{0,30}}"
    rf"|(?:{_LABELS}|(?:total )?(?:number|nombre|n[úu]mero|numero|anzahl))\s+(?:{_ONE_OF}\s*)?{_COUNTED}\b"
    r".{0,30}"
    rf"|{_SUB}\b.{{0,60}}|.{{1,60}}\s{_SUB}|n\s*=\s*{_NUMBER}|[^\W\d]+ total\s*:\s*{_NUMBER}"
    rf"|\(\s*{_NUMBER} (?:rows? affected|{_COUNTED})\s*\)"
    rf"|{_COUNTED}\s*(?:total|count|insgesamt|gesamt|au total|en total|in totale)?\s*[:=]\s*{_NUMBER}"
    rf"|{_NUMBER}\s+{_COUNTED}(?:\s+(?:total|found|selected|returned|affected|fetched|exported"
    r"|displayed|listed|shown|in (?:total|set)|insgesamt|gesamt|gefunden|au total|en total"
    r"|in totale|trovati|encontrados|trouvés))?\.?"
)
"""A label that no person has: "Grand Total", "Total: 12", "12 records"."""
COUNTED = patterns.late(rf"{_COUNTED}\s*:?")
"""What is counted, alone: the label of a number beside it."""
SUM_OF = patterns.late(rf"(?:{_LABELS})\s+{_ONE_OF}\s*\S.{{0,60}}")
"""What pivot tables write above sums: "Sum of Seats"."""
GROUP_TOTAL = patterns.late(rf"(.{{1,80}}?)\s+(?:{_LABELS})\s*:?|(?:{_LABELS})\s+(.{{1,80}}?)\s*:?")
"""The total of a group, with its name: "Acme Total", "Total Acme"."""

_BY = r"(?:by|on|at|from|with|via|for|to|using|:|\d)"
_FOOTERS = (
    r"(?:strictly |highly |company |private (?:and|&) )?confidential(?: information| report| data)?\b"
    r"|proprietary (?:and|&) confidential|copyright\b|©|\(c\)\s*(?:\d{4}|copyright)|all rights reserved"
    rf"|(?:report |export |list |file |data |document |last )*(?:auto-?generated|generated|exported"
    rf"|printed|created|prepared|produced|downloaded|compiled|extracted|pulled|updated|refreshed|run|modified)\s*{_BY}"
    r"|(?:data )?as of\b|report (?:name|id|title|type|description|filters?)\b"
    r"|(?:report|export|run|print|creation|download|extract|generation|snapshot)(?:ed|ing)?"
    r" (?:date|time|period|range)\b|(?:date|time) (?:exported|generated|printed|created|downloaded)\b"
    r"|(?:criteria|time ?zone|currency|report|date|period|timestamp|completion time)\s*:|eof$|\W+end\W*$"
    r"|(?:all )?(?:amounts|prices|figures|values) (?:are )?in\b|(?:proprietary|internal)\b.{0,0}$"
    r"|(?:filtered|sorted|grouped|ordered) by\b|filters?(?: applied)?\s*:|filter logic\b|date range\s*:"
    r"|(?:(?:data )?source|note|notes|disclaimer|remarks?|legend|key)\s*:|disclaimer\b.{0,0}$"
    r"|(?:for )?internal use only|do not (?:distribute|forward|copy|share)|not for distribution"
    r"|(?:\W*\s*)end of (?:the )?(?:report|list|file|data|document|export|sheet)"
    r"|(?:rows?|records?|results?)\s+\d+\s*(?:to|-|–|through)\s*\d+"
    r"|(?:showing|displaying|viewing)\s+(?:all\s+|rows?\s+|records?\s+|results?\s+)?\d"
    r"|query (?:executed|ok|returned|took)\b|statement (?:processed|executed)\b|\[\d+ rows x \d+ columns\]"
    r"|this (?:report|list|document|file|export|email|data)\b|powered by\b|page\s+\d+"
    # German
    r"|(?:streng )?vertraulich\b|urheberrecht|alle rechte vorbehalten"
    r"|(?:bericht |liste |datei |report |automatisch |zuletzt )*(?:erstellt|erzeugt|generiert|exportiert"
    r"|gedruckt|ausgedruckt|heruntergeladen|aktualisiert)\s*(?:am|um|von|mit|durch|aus|für|:)"
    r"|(?:gefiltert|sortiert|gruppiert) nach\b|(?:quelle|stand|hinweis|hinweise|anmerkung|bemerkung)\s*:"
    r"|stand\s+\d|(?:export|druck|erstellungs|berichts|abruf)-?(?:datum|zeitraum|zeit)\b|zeitraum\s*:"
    r"|(?:datenquelle|w[äa]hrung|datum|filter)\s*:|vertrauliche?[rsn]? \w+"
    r"|(?:nur )?f(?:ü|ue)r (?:den )?internen gebrauch|nur intern\b|nicht weitergeben"
    r"|(?:\W*\s*)ende (?:des berichts|der liste|der datei|des reports)|berichtsende|listenende"
    r"|seite\s+\d+|dieser bericht\b|diese liste\b"
    # French
    r"|(?:strictement )?confidentiel(?:le)?\b|droits d['’]auteur|tous droits r[ée]serv[ée]s"
    r"|(?:rapport |liste |fichier |document )*(?:g[ée]n[ée]r[ée]e?|export[ée]e?|imprim[ée]e?|[ée]dit[ée]e?"
    r"|cr[ée][ée]e?|t[ée]l[ée]charg[ée]e?|mise? [àa] jour)\s*(?:le|par|[àa]|du|depuis|avec|:)"
    r"|(?:filtr[ée]|tri[ée]|group[ée])e?s? par\b|(?:filtres?|remarques?|fonte|l[ée]gende)\s*:"
    r"|date (?:d['’ ]|de |du )\s*(?:export|rapport|impression|[ée]dition|cr[ée]ation|g[ée]n[ée]ration)"
    r"|(?:informations?|document|donn[ée]es) confidentiel|droits r[ée]serv"
    r"|(?:p[ée]riode|devise|crit[èe]res?)\s*:"
    r"|(?:[àa] |pour )?usage interne|ne pas diffuser"
    r"|(?:\W*\s*)fin (?:du rapport|de la liste|du fichier|de l['’]export)"
    r"|(?:ce rapport|cette liste|ce document)\b"
    # Spanish and Portuguese
    r"|fecha de (?:exportaci[óo]n|impresi[óo]n|creaci[óo]n|generaci[óo]n|informe)"
    r"|(?:periodo|moneda|criterios?)\s*:"
    r"|(?:estrictamente |documento |datos |informaci[óo]n |informa[çc][ãa]o )?confidencial(?:es)?\b"
    r"|derechos de autor|direitos autorais"
    r"|(?:todos (?:los|os) )?(?:derechos|direitos) reservados"
    r"|(?:informe |lista |archivo |reporte |relat[óo]rio )*(?:generad[oa]|exportad[oa]|impres[oa]|cread[oa]"
    r"|descargad[oa]|actualizad[oa]|gerad[oa]|criad[oa]|baixad[oa]|atualizad[oa])\s*(?:el|por|a las|em|en|:)"
    r"|(?:filtrad|ordenad|agrupad)[oa]s? por\b|(?:filtros?|fuente|notas?|observaciones|leyenda)\s*:"
    r"|(?:para |de )?uso (?:interno|exclusivo)|no distribuir"
    r"|(?:\W*\s*)fi[nm] (?:del (?:informe|reporte|archivo)|de la lista|do relat[óo]rio|da lista)"
    r"|p[áa]gina\s+\d+|(?:este informe|este reporte|esta lista)\b"
    # Italian and Dutch
    r"|data (?:di |dell['’]\s*)(?:esportazione|stampa|creazione|generazione|export)|(?:valuta|criteri)\s*:"
    r"|(?:strettamente |documento )?(?:riservato|confidenziale)\b|informazioni riservate|diritti d['’]autore"
    r"|tutti i diritti riservati"
    r"|(?:report |rapporto |elenco |file |lista )*(?:generat[oa]|esportat[oa]|stampat[oa]|creat[oa]"
    r"|scaricat[oa]|aggiornat[oa])\s*(?:il|da|alle|con|dal|:)"
    r"|(?:filtrat|ordinat|raggruppat)[oaie] per\b|(?:filtri|filtro|osservazioni|legenda)\s*:"
    r"|(?:ad |per )?uso interno|non distribuire|(?:\W*\s*)fine (?:del )?(?:rapporto|report|elenco|lista|file)"
    r"|pagina\s+\d+|(?:questo rapporto|questo report|questo elenco)\b"
    r"|(?:strikt )?vertrouwelijk\b|auteursrecht|alle rechten voorbehouden"
    r"|(?:rapport |lijst )*(?:gegenereerd|ge[ëe]xporteerd|afgedrukt|aangemaakt|bijgewerkt)\s*(?:op|door|:)"
    r"|(?:gefilterd|gesorteerd|gegroepeerd) op\b|(?:bron|opmerking)\s*:|(?:voor )?intern gebruik"
    r"|einde (?:van )?(?:het rapport|de lijst|rapport|lijst)"
)
FOOTER = patterns.late(
    rf"\W{{0,6}}(?:{_FOOTERS})|.*\(\s*{_NUMBER}\s+{_COUNTED}\s*\)\s*$|.*\ball rights reserved"
)
"""The beginning of a report's footer, and the heading of a group: "Acme (3 records)"."""
ONE_WORD = patterns.late(r"\W*\w+\W*")
"""A footer of one word, "Confidential", which a firm may be called in a list of jobs."""
PAGE = patterns.late(
    r"\W*(?:page|seite|p[áa]gina|pagina|pag\.?|p\.|s\.)?\s*:?\s*\d+\s*(?:of|von|sur|de|di|van|/|\|)\s*\d+\W*"
)
"""The number of a page."""

_AMOUNT = patterns.late(
    r"[(+\-–~≈\s]*(?:[^\W\d]{1,4}|[^\w\s]){0,2}\s*[\d.,'’ \u00a0\u202f]*\d[\d.,]*"
    r"\s*(?:[^\W\d]{1,4}\.?|[^\w\s]){0,3}"
)
_DIGIT = patterns.late(r"\d")
_LONGEST_AMOUNT = 40
_UNITS = _words("k m b bn mio mrd mm cr lakh kr z\u0142 eur usd gbp chf jpy inr cad aud sek nok dkk pln e")
_LONGEST_MEASURE = 60
_LONGEST_NAME = 9
"""Words of a person's or a firm's name."""
_NOTHING = frozenset({"n/a", "n.a.", "na", "k.a.", "n/d", "nan", "null"})
_RULE = patterns.late(r"[\s\-=_*~#.+|:\u2013\u2014\u2022\u2500-\u257f]+")
_NO_NAME = patterns.late(
    r"\w\s?:(?!//)\s*\S|\s=\s|^[*\u2022]|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\(\s*\d+\s*\)$|^\W*\d+\W*$"
    r"|\W(?:confidential|vertraulich|confidentiel|confidencial|riservato)(?:\W+(?:and|&)\W+proprietary)?\W*$"
    r"|\s(?:report|bericht|rapport|informe|relat[óo]rio|export)\W*$"
    r"|^\W*(?:the )?(?:end|ende|summary|zusammenfassung|draft|entwurf)\W*$"
    r"|\s(?:is|are|was|were|has been|ist|sind|wurden?|sont)\s"
    # Sentences: the last word is too long for "Inc." or "Corp.", or there is an address among the words.
    r"|\w\s.*[^\W\d]{6}\.$|^[^<@]*\w\s[^<@]*\w@\w|\w@\w\S*\s+\w"
)
_SITE = patterns.late(r"(?:https?://|www\.)\S+")
_FORMULA = patterns.late(r"=\s*[a-z.]+\(.*\)")
MOMENT = patterns.late(r"[\d\s.,:/\\'T+-]*\d[\d\s.,:/\\'T+-]*(?:[ap]\.?m\.?|uhr|h|z|utc|gmt|[a-z]{3,4})?")
"""A date or a time of figures."""


_SUMS = _words(
    "total totals totale totali totaux totales totaal sum sums summe summen somme suma soma somma insgesamt "
    "subtotal overall average avg mean median durchschnitt mittelwert moyenne promedio"
)
_MEASURES = _words(
    "grand net gross amount amounts value revenue sales price cost costs budget number count of in for "
    "the and betrag umsatz wert kosten preis netto brutto der die das von montant chiffre affaires ht "
    "ttc prix coût général générale nombre de des du la le importe ingresos ventas valor precio general "
    "número importo ricavi valore prezzo generale numero complessivo eur usd gbp chf all alle tous "
    "todos tutti aantal anzahl"
)


_CORE = _words(
    "e_mail email mail email_address e_mail_address mail_address work_email courriel adresse_e_mail "
    "adresse_mail e_mail_adresse "
    "mailadresse correo correo_electrónico correo_electronico posta_elettronica indirizzo_e_mail "
    "indirizzo_email first_name last_name given_name family_name full_name firstname lastname surname "
    "vorname nachname prénom prenom nombre apellido apellidos cognome sobrenome voornaam achternaam "
    "nom_de_famille nombre_completo nom_complet nome_completo telefonnummer téléphone teléfono telefono "
    "phone_number job_title company_name"
)
"""Folded headers that stand for nothing but a header."""
_WORDS = _words(
    "id no nr name first last middle title salutation anrede civilité tratamiento titolo phone mobile "
    "telephone tel telefon handy fax company firma entreprise empresa azienda organisation organization "
    "société societe unternehmen sociedad società bedrijf account "
    "employer city town ort stadt ville ciudad città cidade plaats country land pays país paese state region "
    "zip plz postcode street straße strasse rue calle via address adresse dirección indirizzo website web "
    "url site date datum fecha data status type notes note bemerkung comment comments amount betrag montant "
    "importe importo revenue umsatz seats role position job department abteilung industry branche owner "
    "source segment language sprache langue idioma lingua contact person kunde customer client text string "
    "the der die das le la les el il lo stage phase étape etapa fase number "
    "integer numeric varchar required optional mandatory pflichtfeld obligatoire obligatorio "
    "obbligatorio yyyy mm dd hh linkedin nom nome work e mail email of birth start end"
)
_TYPED = patterns.late(r"\{\s*\"?importid.*|[(\[<].{1,40}[)\]>]", re.IGNORECASE)


def is_amount(text: str) -> bool:
    """Return whether a text is a number with its signs, or a formula, as in a row of totals."""
    if text.startswith("="):
        return _FORMULA.fullmatch(text) is not None
    # Most texts have no digit, which is seen sooner.
    return (
        len(text) <= _LONGEST_AMOUNT
        and _DIGIT.search(text) is not None
        and _AMOUNT.fullmatch(text) is not None
    )


@functools.lru_cache(maxsize=10_000)
def is_figure(text: str) -> bool:
    """Return whether a text is a number, and not a code such as "A12"."""
    return not text.startswith("=") and is_amount(text) and _UNITS.issuperset(re.findall(r"[^\W\d_]+", text))


def is_nothing(text: str) -> bool:
    """Return whether a text stands for an empty cell."""
    return text in _NOTHING or not any(map(str.isalnum, text))


def is_ruled(text: str) -> bool:
    """Return whether a text is a line of dashes or stars."""
    return _RULE.fullmatch(text) is not None


def is_measure(text: str, headers: Collection[str]) -> bool:
    """Return whether a label has a word for a total, and else what is summed up: "Total seats".

    `headers` are the words of the sheet's headers.
    """
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(text) <= _LONGEST_MEASURE]
    extremes = frozenset(EXTREMES) if len(words) > 1 else frozenset[str]()
    sums = [word for word in words if word in _SUMS or word in extremes or word.startswith("gesamt")]
    return bool(sums) and all(
        word in sums or word in _MEASURES or word in headers or COUNTED.fullmatch(word) for word in words
    )


def says_no_name(text: str) -> bool:
    """Return whether a text that stands alone in a row says that it is the name of nobody.

    It is a sentence, a label with what it labels, a date or a moment, or the heading of a group.
    """
    return len(text.split()) > _LONGEST_NAME or _NO_NAME.search(text) is not None


def is_time_or_sum(text: str) -> bool:
    """Return whether a text is a date, a page or a sum; a bare number may be a code."""
    shapes = MOMENT.fullmatch(text) or PAGE.fullmatch(text) or is_amount(text)
    return bool(shapes) and not (text.isdigit() or any(map(str.isalpha, text)))


def is_site(text: str) -> bool:
    """Return whether a text is a web address that says so."""
    return _SITE.fullmatch(text) is not None


def is_sentence_with_address(text: str) -> bool:
    """Return whether a text is a footer that only mentions an address: "Exported by ana@acme.com"."""
    match = FOOTER.match(text)
    return match is not None and "@" not in match[0] and len(re.findall(r"\w+", match[0])) > 1


def is_certain_header(name: str) -> bool:
    """Return whether a folded text can only be the header of a column."""
    return name in _CORE


def is_header(text: str, name: str) -> bool:
    """Return whether a text, folded to a name, reads like the header of a column, or its type."""
    if (
        name in _CORE
        or name in video_names.ANY_FIRST
        or name in video_names.ANY_LAST
        or name in video_names.COMPANY
    ):
        return True
    return bool(_TYPED.fullmatch(text)) or (bool(name) and set(name.split("_")) <= _WORDS)


def plain(text: str) -> str:
    """Return a label without the signs around it, as in "**Total**"."""
    return text.strip(" *_#=.|~-\u2013\u2014\u2022\"'")


def is_of_person(text: str) -> bool:
    """Return whether a cell holds somebody's address, and not a footer that mentions one."""
    if not email_addresses.of_cell(text):
        return False
    return " " not in text.strip() or not is_sentence_with_address(email_addresses.fold(text))


def number(text: str) -> float | None:
    """Return the number that a text's digits make, None if they make none."""
    digits = "".join(c for c in text if c.isdigit() or c in ".-")
    try:
        return round(float(digits), 6)
    except ValueError:
        return None
