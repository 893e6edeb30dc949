"""Whose face stands beside what a person hears: that of the row's own presenter, as rehearsals draw them."""

from pathlib import Path

import appkit

from batchgen.sandbox.studio import stock

SHEET = """Name,Email,Company,Face ID
Ana,ana@a.test,Acme,
Ben,ben@a.test,,rlocal0omar
Cleo,cleo@a.test,Acme,r4dcf31b60e1
"""


def test_each_row_shows_the_face_of_its_presenter(tmp_path: Path) -> None:
    folder = appkit.paying(tmp_path / "spring", "http://127.0.0.1:9", people=())
    (folder / "list.csv").write_text(SHEET, encoding="utf-8")
    text = "Hi {{ name }} of {{ company }}, we would like to see you."
    with appkit.started(tmp_path) as app:
        known = app.cookie()
        heard = [app.post(known, "/c/spring/api/script/preview", text=text, row=n).data for n in (2, 3, 4)]
        page = app.ask("GET", "/c/spring/script", known).text
        drawing = app.ask("GET", f"/portraits/{heard[0]['face']}", known)

    assert [one["face"] for one in heard] == [
        stock.stand_in("r90bbd427f71").id,
        "rlocal0omar",
        stock.stand_in("r4dcf31b60e1").id,
    ]
    assert all("replica" not in one for one in heard)
    assert '<img id="speaker" class="speaker" alt=""' in page
    assert (drawing.status, drawing.getheader("content-type")) == (200, "image/svg+xml")


def test_a_row_without_a_presenter_has_no_face(tmp_path: Path) -> None:
    folder = appkit.paying(tmp_path / "spring", "http://127.0.0.1:9", people=("Ana",))
    file = folder / "campaign.toml"
    text = file.read_text("utf-8").replace('replica_id = "r90bbd427f71"\n', "")
    file.write_text(text, encoding="utf-8")
    with appkit.started(tmp_path) as app:
        heard = app.post(app.cookie(), "/c/spring/api/script/preview", text="Hi {{ name }}.", row=2).data

    assert heard["face"] == ""
