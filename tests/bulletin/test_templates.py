"""The templates say what the page holds, and nothing else."""

import dataclasses
import re
from collections.abc import Iterator
from importlib.resources import files

import pytest
from jinja2 import meta, nodes

from hudna.bulletin import LANGUAGES, wording
from hudna.bulletin import drawing as drawing_nouns
from hudna.bulletin import page as page_nouns
from hudna.bulletin.page import Page, Shell
from hudna.bulletin.render import environment

ENVIRONMENT = environment()
TEMPLATES = sorted(ENVIRONMENT.list_templates(extensions=["j2"]))
NOUNS = {
    name: noun
    for module in (page_nouns, drawing_nouns)
    for name, noun in vars(module).items()
    if dataclasses.is_dataclass(noun) and isinstance(noun, type)
}
BUILT_IN = {"index0", "x", "y"}
SOURCE = "".join(
    path.read_text(encoding="utf-8") for path in files("hudna.bulletin").iterdir() if path.name.endswith(".py")
)


def tree(name: str) -> nodes.Template:
    assert ENVIRONMENT.loader is not None
    return ENVIRONMENT.parse(ENVIRONMENT.loader.get_source(ENVIRONMENT, name)[0])


def fields_of(noun: type) -> set[str]:
    return {field.name for field in dataclasses.fields(noun)}


def words_used(name: str) -> Iterator[tuple[str, str]]:
    for node in tree(name).find_all(nodes.Getattr):
        group = node.node
        if isinstance(group, nodes.Getattr) and isinstance(group.node, nodes.Name) and group.node.name == "words":
            yield group.attr, node.attr


def test_a_template_uses_the_fields_of_a_page_and_every_one_of_them() -> None:
    used = set().union(*(meta.find_undeclared_variables(tree(name)) for name in TEMPLATES))
    assert used == fields_of(Page) | {"shell"}


def test_every_field_of_every_noun_is_shown() -> None:
    used = {node.attr for name in TEMPLATES for node in tree(name).find_all(nodes.Getattr)}
    used |= {"mark"}  # selectattr("mark")
    for name, noun in NOUNS.items():
        if noun is not Page:
            assert fields_of(noun) - used == set(), name


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_asks_for_nothing_that_no_noun_has(name: str) -> None:
    known = set().union(*map(fields_of, NOUNS.values())) | fields_of(Shell) | BUILT_IN
    words = wording("en").words
    known |= set(words) | {key for group in words.values() if isinstance(group, dict) for key in group}
    asked = {node.attr for node in tree(name).find_all(nodes.Getattr)}
    assert asked - known == set()


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_trusts_no_text(name: str) -> None:
    assert ENVIRONMENT.autoescape is True
    assert not [node for node in tree(name).find_all(nodes.Filter) if node.name in ("safe", "forceescape")]
    assert "autoescape" not in ENVIRONMENT.loader.get_source(ENVIRONMENT, name)[0]  # type: ignore[union-attr]


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_word_that_a_template_asks_for_is_there(name: str) -> None:
    words = wording("en").words
    assert [pair for pair in words_used(name) if pair[1] not in words[pair[0]]] == []


def keys_of(language: str) -> set[str]:
    words = wording(language).words
    return {f"{group}.{key}" for group, entries in words.items() for key in entries}


def holes(pattern: object) -> set[str]:
    texts = pattern.values() if isinstance(pattern, dict) else [pattern]
    return set().union(*(re.findall(r"{(\w+)}", str(text)) for text in texts)) - {"n"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_word_with_the_same_holes(language: str) -> None:
    english, other = wording("en").words, wording(language).words
    assert keys_of(language) == keys_of("en")
    for group, entries in english.items():
        for key, pattern in entries.items():
            assert holes(other[group][key]) == holes(pattern), f"{group}.{key}"
            if isinstance(pattern, dict):
                assert "other" in other[group][key], f"{group}.{key}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_hides_behind_a_method_of_its_group(language: str) -> None:
    groups = wording(language).words.values()
    assert [key for group in groups for key in group if hasattr({}, key)] == []


def test_every_word_is_used() -> None:
    asked = {".".join(pair) for name in TEMPLATES for pair in words_used(name)}
    asked |= set(re.findall(r'"(\w+\.[\w-]+)"', SOURCE))
    families = set(re.findall(r'f"(\w+)\.\{', SOURCE)) | {"months", "numerals", "language", "verdicts"}
    affixes = set(re.findall(r'f"(\w+\.)\{[^}]*\}_', SOURCE)) | set(re.findall(r'f"(\w+\.\w+_)\{', SOURCE))
    unused = {
        key
        for key in keys_of("en") - asked
        if key.partition(".")[0] not in families and not key.startswith(tuple(affixes))
    }
    assert unused == set()
