"""Make the pair of lists in examples/lists: invented people, in two scripts, by a fixed seed.

    python examples/make_lists.py

Nobody in them exists. The names are put together from common parts; the same people are on both lists with other
spellings, some twice, some on one list only.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from hudna.people import Rehearsal, rehearse_lists

HERE = Path(__file__).parent / "lists"
HEAD_A = ("الرقم", "الاسم الرباعي", "تاريخ الميلاد", "العمر", "الجنس", "المحافظة", "تاريخ الاعتقال")
HEAD_B = ("No", "Full name", "Date of birth", "Age", "Sex", "Place", "Date of detention", "Status")


def day_first(text: str | None) -> str:
    """A date as most lists have it; a year alone stays."""
    return date.fromisoformat(text).strftime("%d/%m/%Y") if text and "-" in text else text or ""


def main() -> None:
    made = rehearse_lists(Rehearsal(40, 45, doubles=0.06), seed=14)
    with (HERE / "a.csv").open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file, delimiter=";", lineterminator="\n")
        rows.writerow(["قائمة مختلقة للتمرين، لا أحد فيها حقيقي"])
        rows.writerow([])
        rows.writerow(HEAD_A)
        for row in made.a.to_pylist():
            born, befell = day_first(row["birth_date"]), day_first(row["date"])
            rows.writerow([row["id"], row["full_name"], born, row["age"], row["sex"], row["place"], befell])
        rows.writerow(["المجموع", len(made.a)])
    with (HERE / "b.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(HEAD_B)
        for row in made.b.to_pylist():
            columns = ("id", "full_name", "birth_date", "age", "sex", "place", "date", "status")
            rows.writerow([row[name] for name in columns])
    with (HERE / "truth.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["a_row", "b_row"])
        rows.writerows((row["a_row"], row["b_row"]) for row in made.truth.to_pylist())


if __name__ == "__main__":
    main()
