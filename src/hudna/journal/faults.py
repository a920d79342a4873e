"""What the journal refuses, and what to do about it."""

from hudna.ground import Catalogue

JOURNAL = Catalogue(
    "journal",
    {
        "event-unfit": "write text, whole numbers, instants with a zone and lists of these; fractions as text.",
        "entry-unreadable": "run hudna verify; restore the case from a backup or from another desk's copy.",
        "kind-unknown": "open the case with the newer Hudna that wrote it; hudna verify works with this one.",
        "journal-newer": "open the case with the newer Hudna that wrote it; nothing was changed.",
        "clock-behind": "set this machine's clock; --at says when a thing was true, however late it is recorded.",
        "clock-contradicted": "ask both desks what their clocks said; between them go by the order, not the instants.",
        "from-the-future": "set the clock of the machine that wrote it, or this one's; nothing was recorded.",
        "journal-moved": "look at the case as it is now, and decide again.",
        "case-missing": "make one with hudna open, or restore one with hudna restore.",
        "case-exists": "choose another name, or use the case that is there.",
        "case-unreadable": "run hudna verify; restore the case from a backup or from another desk's copy.",
        "case-unwritable": "make room or get the right to write there; what was acknowledged before is safe.",
        "append-only": "record a correction instead: hudna strike, then the act anew.",
        "key-lost": "put the key file back, or begin a new log with a new key: hudna rekey.",
        "key-locked": "give the passphrase in HUDNA_PASSPHRASE.",
        "key-withdrawn": "go on under another key: hudna rekey --recovery, or let another desk equip this one anew.",
        "head-forged": "do not trust this copy; compare with another desk's copy or with a head that you kept.",
        "chain-broken": "do not trust what follows that entry; restore from a backup or from another desk's copy.",
        "entry-unsigned": "rely only on what a signed head covers; the desk that wrote it signs for more: hudna head.",
        "blob-altered": "put the file back from where it came, or from another desk's copy.",
        "proof-unfit": "ask for the proof again: hudna prove.",
        "fork": "keep both copies as they are and compare them; one machine was cloned, or a history was rewritten.",
        "other-case": "name copies of one and the same case.",
        "log-unadmitted": "check the fingerprint with its owner by another way, then hudna admit.",
        "in-conflict": "settle it first: hudna status lists conflicts, hudna resolve settles one.",
        "entry-missing": "hudna log lists the entries.",
        "slip-missing": "hudna log says who withdrew it, and why.",
        "slip-unfit": "hudna log says who wrote and who withdrew it; compare with another desk's copy.",
        "server-missing": "start PostgreSQL or mend HUDNA_DATABASE_URL.",
        "backup-unfit": "name a file that hudna backup made.",
    },
)
