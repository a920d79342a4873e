"""What the desk refuses, and what to do about it."""

from __future__ import annotations

from hudna.ground import Catalogue

DESK = Catalogue(
    "desk",
    {
        "filter-unfit": "Mend the address, or clear the filters and choose anew.",
        "finding-taken": "Go on with that case; a finding is taken up once.",
        "desk-missing": "Open it first: hudna desk CASE --init makes the desk of a case.",
        "desk-unset": "Start it with hudna desk CASE.",
        "role-unfit": "Ask the administrator for a role that carries this, or somebody who has it.",
        "account-unfit": "Name the account by an office or code, as mediator-1; only a liaison has a party.",
        "password-weak": "Take a longer one: four unrelated words do.",
        "report-unfit": "Mend the field that is named and send it again under the same id.",
        "report-taken": "Send it under an id of its own (a UUID); what is on record stays.",
        "submissions-unfit": "Export the submissions from ODK Central or Kobo as JSON or CSV and take that file.",
        "compartment-unfit": "Choose mission, common or a party of the case; a liaison brings in for its own party.",
        "job-broken": "Tell the administrator, who finds the place in the log of the worker; then start it anew.",
        "names-unfit": "Choose from the list, or leave it unknown.",
        "upload-empty": "Give the file that holds the incidents.",
        "upload-known": "Open that import; to read it otherwise, map what is unknown there.",
        "upload-missing": "Choose a file first.",
        "upload-too-big": "Part it (by month, say) and bring the parts in one by one.",
        "agreement-missing": "Choose the agreement (YAML that begins with hudna: agreement/1) and the files that it shares.",
        "agreement-twice": "Hand in one agreement at a time, with the files that it shares.",
        "upload-twice": "Give each file a name of its own, also where they lie in different folders.",
        "upload-too-large": "Hand in less; outlines can be simplified, and files that the agreement does not use left out.",
        "upload-unfit": "Choose a file that has something in it.",
        "upload-stale": "Choose the files again; what was not offered within a day is thrown away.",
        "field-missing": "Fill in the field that is named; everything else is still as you typed it.",
        "field-long": "Say it in fewer words; a long text belongs into a file of its own.",
        "moved-meanwhile": "Read what it means now, and record it again if it is still what you want.",
        "undo-late": "Strike it from the page of the journal, or with hudna strike.",
        "account-exists": "Take another office, or reset the one that there is.",
        "account-unknown": "Look at the list: hudna account CASE, or the page of people and rights.",
        "account-needed": "Make or unlock another administrator first; that one can do it.",
        "device-unfit": "Mend the field and send it again.",
        "token-unfit": "Make a new token at the desk, under Devices.",
        "desk-unwritable": "Make room, or take a folder that you may write into (HUDNA_DESK_FOLDER).",
        "desk-running": "Stop that one first (Ctrl-C), or go on in the browser.",
        "port-taken": "Name another with --port; 0 takes any that is free.",
        "host-unfit": "Name an address of this machine: 127.0.0.1, or 0.0.0.0 for every one, with --hosts.",
        "desk-failed": "Read the lines above; HUDNA_DEBUG=1 shows more. The record is as it was.",
        "purpose-missing": "Say in a few words what it is for; it is recorded beside your office.",
    },
)
