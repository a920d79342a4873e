"""Make the lists in examples/aleppo-2014/lists: invented people, in two scripts, by a fixed seed.

    python examples/make_exchange.py

Nobody in them exists. Each side asks for people and says whom it holds; some are dead, some are twice on a list, some
are not held at all, some are held and nobody asks for them.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

from hudna.exchange import InventedList, RehearsedSizes, rehearse_exchange

HERE = Path(__file__).parent / "aleppo-2014" / "lists"
BEGIN = date(2011, 3, 1)
SIDES = ("government", "opposition")
ENGLISH = {
    "id": "No", "full_name": "Full name", "birth_date": "Date of birth", "age": "Age", "sex": "Sex", "place": "Place",
    "date": "Date of detention", "الصفة": "Civilian or fighter", "الحالة الصحية": "Wounded or sick",
    "رقم العائلة": "Family number", "Role": "Civilian or fighter", "Health": "Wounded or sick", "Sentence": "Sentence",
    "Prison": "Place of detention", "Status": "Status", "DNA": "DNA",
}  # fmt: skip
ARABIC = {
    "id": "الرقم", "full_name": "الاسم الرباعي", "birth_date": "تاريخ الميلاد", "age": "العمر", "sex": "الجنس",
    "place": "المحافظة", "date": "تاريخ الاعتقال", "الصفة": "الصفة", "الحالة الصحية": "الحالة الصحية",
    "رقم العائلة": "رقم العائلة", "Role": "الصفة", "Health": "الحالة الصحية", "Sentence": "الحكم",
    "Prison": "مكان الاحتجاز", "Status": "الحالة", "DNA": "الحمض النووي",
}  # fmt: skip
IN_ARABIC = {
    "civilian": "مدني", "fighter": "مقاتل", "wounded": "جريح", "sick": "مريض", "life": "مؤبد", "long": "محكومية عالية",
    "none": "غير محكوم", "held": "محتجز", "died": "متوفى", "body": "جثمان", "identified": "مطابق",
    "pending": "قيد الانتظار",
}  # fmt: skip
IN_ENGLISH = {"مدني": "civilian", "مقاتل": "fighter", "جريح": "wounded", "مريض": "sick"}


def born(text: str) -> str:
    """A birth eight years earlier than invented, so that children are children in 2014; days first."""
    year, _, rest = text.partition("-")
    moved = str(int(year) - 8) if year else ""
    return "/".join((*reversed(rest.split("-")), moved)) if rest else moved


def detained(text: str) -> str:
    """A date of detention between March 2011 and the end of 2013: the years that were invented, drawn together."""
    if not text:
        return ""
    days = (date.fromisoformat(text) - BEGIN).days * 1000 // 4900
    return (BEGIN + timedelta(days=days)).strftime("%d/%m/%Y")


def written(one: InventedList) -> list[list[str]]:
    """A list as its side writes it: the government's in Arabic, the opposition's in English."""
    heads, words = (ARABIC, IN_ARABIC) if one.side == "government" else (ENGLISH, IN_ENGLISH)
    names = [name for name in one.table.column_names if name in heads]
    rows = [[heads[name] for name in names]]
    for row in one.table.to_pylist():
        cells = {name: row[name] or "" for name in names}
        cells |= {"birth_date": born(cells["birth_date"]), "date": detained(cells["date"])}
        rows.append([words.get(cells[name], cells[name]) for name in names])
    return rows


def main() -> None:
    made = rehearse_exchange(RehearsedSizes((48, 40), SIDES, dead=0.06, double=0.06, only_held=0.08), seed=2014)
    HERE.mkdir(parents=True, exist_ok=True)
    truth = [["list", "row", "person", "fate"]]
    for one in made.lists:
        name = f"{'wanted' if one.kind == 'wanted' else 'held'}-by-{one.side}"
        with (HERE / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(written(one))
        truth += [[name, str(row), who, made.fate[who]] for row, who in enumerate(one.truth, start=1)]
    with (HERE / "truth.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(truth)


if __name__ == "__main__":
    main()
