"""Print: what the canonical text looks like."""

from pathlib import Path

from hudna.agreements import parse_agreement, print_agreement
from hudna.ground import parse_document

HERE = Path(__file__).parent

WRITTEN = """\
clauses:
  - words: {ar: "يبدأ الاتفاق.", en: "It begins.\\nAt once."}
    note: {en: A remark.}
    uses: []
    at: {at: 2016-02-27T00:00, zone: null}
    kind: entry-into-force
    id: "1"
  - {kind: ban, acts: [force], weapons: [{kind: artillery}, {kind: artillery.tube, calibre_from_mm: 100.0}], id: "3(a)",
     zone: {polygon: [[36.0, 35], [37.5, 35], [37, 36]]}, against: null, hours: [{closes: "24:00", opens: "22:00"}]}
  - {id: none, kind: ban, acts: [], zone: {area: plain}, since: {event: entry-into-force, offset: PT48H}}
status: draft
title: {en: "12:00"}
id: small
hudna: agreement/1
"""

PRINTED = """\
hudna: agreement/1
id: small
title:
  en: '12:00'
clauses:
  - id: '1'
    kind: entry-into-force
    words:
      ar: يبدأ الاتفاق.
      en: |-
        It begins.
        At once.
    at: 2016-02-27T00:00
    note:
      en: A remark.
  - id: 3(a)
    kind: ban
    acts: [force]
    weapons:
      - artillery
      - kind: artillery.tube
        calibre_from_mm: 100
    zone:
      polygon:
        - [36, 35]
        - [37.5, 35]
        - [37, 36]
    hours:
      - opens: '22:00'
        closes: '24:00'
  - id: none
    kind: ban
    zone: plain
    since:
      event: entry-into-force
      offset: PT48H
"""


def test_the_canonical_text_is_short_and_in_order() -> None:
    agreement = parse_agreement(parse_document(WRITTEN))
    assert print_agreement(agreement) == PRINTED
    assert parse_agreement(parse_document(PRINTED)) == agreement
