"""Lists of people as Excel saves them: 13 Western languages, and others in their own code pages."""
# ruff: noqa: RUF001, E501 - other alphabets, one language a line

from __future__ import annotations

import random

WESTERN: dict[str, str] = {
    "french": "François|Hélène Lefèvre|Chloé|Noël Bézier|Gaëlle|Zoé Château|Jérôme|Benoît d’Ormesson|Aurélie|"
    "L’Oréal Paris|Société Générale|Crédit Agricole|Hôtel de l’Île|Rue du Général|12 bis, allée des Érables|"
    "Île-de-France|Saint-Étienne|Bérénice Côté|Anaïs|Maëlys|Cœur de Lion|À la carte|Où ça ?|« Chez Noël »|Loïc",
    "german": "Jürgen Müller|Björn Schröder|Käthe Weiß|Groß & Söhne|Straße 5|Königsallee 12|München|Köln|Düsseldorf|"
    "Österreich|Ärztehaus|Übersee GmbH|„Zum Bären“|Jörg|Günther Böhm|Jäger|Fußball|Hölzl|Preußen|Voß|Göttingen",
    "spanish": "José|María|Muñoz|Peña|Núñez|Rodríguez|García|Íñigo|Ángel|Sofía|Begoña|Logroño|Málaga|Álvarez|Óscar|"
    "¿Qué tal?|¡Hola!|C/ Alcalá, nº 5|3º izq.|Mª José|Compañía|Agustín|Andrés|Martínez|Güell|Ñuñoa|León|Jesús",
    "portuguese": "João|Conceição|Gonçalo|Simões|Inês|Antônio|São Paulo|Guimarães|Câmara|Luís|Mário|Araújo|Patrícia|"
    "Avª da República|1º andar|Fátima|Érica|Ângela|Lourenço|Magalhães|Vitória|Júlia|Estevão|Mônica|Tânia|Verônica",
    "italian": "Niccolò|Forlì|Città di Castello|Cantù|Università|D’Angelo|Dell’Acqua|L’Aquila|Società|perché|È vero|"
    "Caffè Nicolò|Qualità|Giosuè|Mondovì|Ciccarè|Libertà|Nicolò|Noè|Papà|più|così|virtù|Viale dell’Industria",
    "dutch": "Daniëlle|Joëlle|Zoë|Coördinatie|België|Geërfd|Michaël|René|André|Curaçao|één|Raphaël|Efteling’s|Noël|"
    "Financiën|Italië|Loïs|Chloë|Ruïne|Kwaliteit – service|Crèche|’s-Hertogenbosch|‘t Hart|Israël",
    "danish": "Søren|Jørgensen|Kjær|Åse|Møller|Bjørn|Ærø|Århus|København|Nørrebro|Østergade|Sønderborg|Læsø|Rødovre|"
    "Mærsk|Hæk|Frørup|Åby|Ægir|Mette Bæk|Smørrebrød|Øster Allé|Kåre|Grøn|Pål|Sjælland",
    "norwegian": "Håkon|Øystein|Bjørg|Tromsø|Ålesund|Gjøvik|Åshild|Sæther|Bærum|Kåre|Øyvind|Bodø|Tønsberg|Sørensen|"
    "Nærøy|Lærdal|Årdal|Jørn|Ødegård|Bø|Råde|Moss – Horten|Kjærlighet|Måløy|Pål",
    "swedish": "Åsa|Göran|Björk|Sjöberg|Malmö|Göteborg|Östersund|Håkan|Märta|Lindström|Jönköping|Växjö|Åkesson|Örebro|"
    "Söderström|Gävle|Umeå|Luleå|Ängelholm|Idé|André|Nyström|Sandén|Öberg|Åberg",
    "finnish": "Päivi|Jääskeläinen|Hämäläinen|Mäkinen|Jyväskylä|Hyvinkää|Väinö|Sääksjärvi|Yrjö|Lähteenmäki|Åbo|Töölö|"
    "Järvinen|Äijälä|Öhman|Härkönen|Kärkkäinen|Pöyry|Särkkä|Mäntylä|Seppälä|Pälkäne",
    "icelandic": "Guðrún|Sigríður|Þórður|Björk|Jón Þór|Ásdís|Guðmundur|Reykjavík|Kópavogur|Akureyri|Sigurðsson|Ísland|"
    "Ólafur|Hafnarfjörður|Þorsteinn|Jónsdóttir|Kristín|Árni|Höfði|Steinþór|Öxnadalur|Þóra|Ragnheiður",
    "english": "Beyoncé|Zoë|Renée O’Connor|Chloé|Café Nero®|Widgets™ Ltd|£250|€1,200|don’t|“Best” Ltd|Acme – London|St. John’s|"
    "naïve|Siân|José|25 °C|½ day|3 × 4|James’ shop|wait…|© 2024 Acme|100 m²|±5|Acme® Group|¥ 500|Seán",
    "catalan": "Núria|Adrià|Òscar|Mònica|Martí|València|L’Hospitalet|Sant Sadurní|Cèlia|Josep Lluís|Garcés|Ramón|"
    "Paral·lel|Gràcia|Àngel|Françesc|Júlia|Raül|Lluïsa|Badalona – Mataró|Català|Plaça",
}

FOREIGN: dict[str, tuple[str, ...]] = {
    "Łukasz|Zieliński|Wałęsa|Żaneta|Kowalczyk Małgorzata|Gdańsk|Świętosława|Grażyna|Wójcik-Dąbrowski|Jędrzej": (
        "cp1250",
        "iso8859_2",
    ),
    "Jiří|Dvořák|Zdeněk|Šárka Plzeňská|Kateřina|Růžena|Přemysl|Černý|Němcová|Ondřej": ("cp1250", "iso8859_2"),
    "Erdős|Petőfi|Győző|Szűcs|Kőszegi|Dezső|Gergő|Fűzfa|Ernő|Hegedűs": ("cp1250", "iso8859_2"),
    "Светлана|Дмитрий|Ольга|Юрий|Наталья|Фёдор|Жанна|Сергей|Иванов|Москва": (
        "cp1251",
        "koi8_r",
        "mac_cyrillic",
        "iso8859_5",
        "cp866",
    ),
    "Тарас|Олександр|Юлія|Київ|Їжак|Євген|Наталія|Василь|Львів|Оксана": ("cp1251", "koi8_u"),
    "Θαλής|Ευρυδίκη|Πηνελόπη|Ηρακλής|Γιώργος|Αθήνα|Παπαδόπουλος|Ελένη|Νίκος|Μαρία": ("cp1253", "iso8859_7"),
    "Şahin|Yıldız|Doğan|İbrahim|Ayşe|Barış|Gökçe Aydın|Çağla|Uğur|Işık": ("cp1254",),
    "יעקב|שרה כהן|משה|ירושלים|רחל|אברהם לוי|דוד|חיפה|יוסף|מרים": ("cp1255",),
    "محمد|فاطمة|عبدالله|القاهرة|يوسف|خديجة|أحمد|ليلى حسن|إبراهيم|مصطفى": ("cp1256",),
    "Jānis Bērziņš|Pēteris|Kalniņš|Ģirts|Žydrūnas|Liepiņa|Šarūnas|Valdas Kęstutis|Ozoliņš|Jūratė": (
        "cp1257",
    ),
    "王伟|李娜|张敏|刘洋|陈静|上海公司|北京|杨丽|赵磊|黄秀英": ("gbk",),
    "陳怡君|林志明|黃淑芬|臺北市|張家豪|李淑惠|王美玲|吳建宏|劉雅婷|蔡佳穎": ("big5",),
    "田中|鈴木 一郎|佐藤|東京|高橋|さくら|山本|タロウ|渡辺|株式会社": ("shift_jis", "euc_jp"),
    "김민준|이서연|박지훈|서울|최수빈|정우진|강하늘|조은비|윤서준|임지우": ("cp949",),
    "สมชาย|กรุงเทพ|สุดา|วิชัย|นงนุช|อนุชา|มาลี|ประเสริฐ|สมหญิง|ธนพล": ("cp874",),
    "José Peña|Zoë|Müller|Björn|Núñez|Gonçalves|Hélène|Håkan|Muñoz|Étienne": ("mac_roman", "cp850", "cp437"),
}


def western(language: str, seed: int, rows: int) -> str:
    """Return a list of people of one language, with prices and other signs beside."""
    chance = random.Random(seed)
    cells = WESTERN[language].split("|")
    head = "Name;Firma;E-Mail;Preis;Notiz\r\n"
    signs = [
        "€ 50",
        "1.200 €",
        "£99",
        "ok…",
        "A – B",
        "“new”",
        "Acme®",
        "10\xa0000",
        "20 °C",
        "",
        "",
        "plain",
    ]
    lines = (
        f"{chance.choice(cells)};{chance.choice(cells)};p{n}@example.com;{chance.choice(signs)};x\r\n"
        for n in range(rows)
    )
    return head + "".join(lines)


def foreign(names: str, rows: int, start: int = 0) -> str:
    """Return a list whose names alone are not ASCII."""
    cells = names.split("|")
    lines = (f"{cells[(start + n) % len(cells)]},p{n}@example.com,Town {n}\r\n" for n in range(rows))
    return "first_name,email,city\r\n" + "".join(lines)
