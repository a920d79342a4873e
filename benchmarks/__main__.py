"""Choose the benchmark by its first argument."""

from __future__ import annotations

import sys

VERBS = {
    "make": "write the synthetic incidents and clauses",
    "join": "run every installed peer on the crisp question and compare",
    "csv-read": "write an ACLED-layout CSV and time reading it",
    "full": "time the full question, from resident columns",
    "one": "time one incident at a time",
    "cold": "time one process from Parquet to findings on disk",
    "journal": "time the journal beside its bare parts",
    "blind": "play a blinded comparison through, both sides, and hold it against the truth",
    "fuse": "fuse made-up reports with known truth, beside simpler rules",
    "fuse-coded": "fuse reports that human coders linked to events, beside the same point on the same day",
    "exchange": "plan an exchange of many thousands, beside one variable per person and hand-over",
    "lists": "match two lists of people beside Splink, as it comes and with Hudna's keys",
    "list-weights": "learn anew the weights that matching starts from, and write them",
    "names": "find and compare names across scripts, beside simpler rules",
    "letters": "learn anew how letters are written across scripts, and write the tables",
    "desk": "bring a million incidents into a running desk, and let twenty people work there",
}


class _NoPandas:
    """Hides pandas, which the peers bring: pyarrow imports it where it can, and a user's environment has none."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError("pandas is a peer's", name=name)


def main(arguments: list[str]) -> int:
    """Run the verb named first; returns its exit status."""
    verb = arguments[0] if arguments else ""
    rest = arguments[1:]
    if verb == "make":
        from benchmarks.make import main as make

        return make(rest)
    if verb == "join":
        from benchmarks.join import main as join

        return join(rest)
    if verb == "csv-read":
        from benchmarks.csv_read import main as csv_read

        return csv_read(rest)
    if verb == "cold-child":
        sys.meta_path.insert(0, _NoPandas())
    if verb in ("full", "one", "cold", "cold-child"):
        from benchmarks.question import main as question

        return question(verb, rest)
    if verb == "journal":
        from benchmarks.journal import main as journal

        return journal(rest)
    if verb == "blind":
        from benchmarks.blind import main as blind

        return blind(rest)
    if verb == "fuse":
        from benchmarks.fuse import main as fuse

        return fuse(rest)
    if verb == "fuse-coded":
        from benchmarks.coded import main as coded

        return coded(rest)
    if verb == "exchange":
        from benchmarks.exchange import main as exchange

        return exchange(rest)
    if verb == "lists":
        from benchmarks.lists import main as lists

        return lists(rest)
    if verb == "list-weights":
        from benchmarks.list_weights import main as list_weights

        return list_weights(rest)
    if verb == "names":
        from benchmarks.names import main as names

        return names(rest)
    if verb == "letters":
        from benchmarks.letters import main as letters

        return letters(rest)
    if verb == "desk":
        from benchmarks.desk import main as desk

        return desk(rest)
    print("usage: python -m benchmarks VERB [options]; VERB --help tells more", file=sys.stderr)
    for name, purpose in VERBS.items():
        print(f"  {name:9} {purpose}", file=sys.stderr)
    return 0 if verb in ("-h", "--help") else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
