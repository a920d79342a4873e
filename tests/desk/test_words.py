"""Every word of the desk is there in every language, with the same parts to be filled in."""

from __future__ import annotations

import re

import pytest

from tests.desk.words import LANGUAGES, catalogue, missing

PARTS = re.compile(r"%\(\w+\)[sd]|\{\w*\}|<[^>]+>")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_without_words(language: str) -> None:
    assert [message.id for message in missing(language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_have_the_parts_of_their_message(language: str) -> None:
    for message in catalogue(language):
        if not message.id:
            continue
        several = isinstance(message.id, tuple)
        asked = set(PARTS.findall(message.id[1] if several else message.id))
        for words in message.string if several else (message.string,):
            told = set(PARTS.findall(words))
            assert told <= asked if several else told == asked, (message.id, words)
