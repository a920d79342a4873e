"""Read a YAML document of terms safely, and remember the line of every value.

The subset of YAML 1.2 that is read: maps with text keys, lists, text, numbers, true, false and null.
Anchors, aliases, merge keys and tags are refused: a term must be readable at its place, and an
alias can blow a small file up without bound. Dates and clock times stay text (``12:00`` is not 720).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from hudna.ground.fault import Fault, Mark
from hudna.ground.faults import GROUND
from hudna.ground.shelf import DISK, Shelf

MOST_DEPTH = 60

Path_ = tuple[str | int, ...]
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?\Z")
M = TypeVar("M", bound="Plain")


class Plain(BaseModel):
    """A frozen, strict node of a document: unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def or_text(field: str, *, no_nulls: bool = False, **rules: Any) -> Callable[[dict[str, Any]], None]:
    """Let the JSON Schema of a model accept text alone, which stands for ``field``.

    ``rules`` are added for the map; ``no_nulls``: a key that is there has a value. The model itself reads the
    text in a validator that runs before the others.
    """

    def extend(schema: dict[str, Any]) -> None:
        whole = {**schema, **rules}
        short = _filled(whole["properties"][field])
        short = {key: short[key] for key in ("type", "pattern") if key in short}
        if no_nulls:
            whole["properties"] = {name: _filled(known) for name, known in whole["properties"].items()}
        schema.clear()
        schema.update(description=whole.get("description", ""), anyOf=[short, whole])

    return extend


def _filled(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of an optional value without its null."""
    forms = [form for form in schema.get("anyOf", ()) if form.get("type") != "null"]
    if not forms:
        return schema
    rest = {key: value for key, value in schema.items() if key not in ("anyOf", "default")}
    return {**forms[0], **rest} if len(forms) == 1 else {"anyOf": forms, **rest}


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data and, for each path of keys and indexes, the mark where its value begins."""

    file: str
    data: Any
    marks: Mapping[Path_, Mark] = field(repr=False)

    def mark(self, path: Path_) -> Mark:
        """The mark of the value at ``path``, or of its nearest parent that the file has."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.marks:
                return self.marks[path[:end]]
        return Mark(self.file)


def decode(content: bytes, file: str) -> str:
    """UTF-8 text, a byte order mark dropped; raises encoding, with the line of the first bad byte."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        guess = "UTF-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "another encoding"
        line = content.count(b"\n", 0, error.start) + 1
        raise GROUND.fault("encoding", f"Not UTF-8, but {guess}.", where=Mark(file, line)) from None


def read_document(path: Path | str, shelf: Shelf = DISK) -> Document:
    """Read one YAML file. Raises a Fault that names file and line for anything that is not plain YAML."""
    path = Path(path)
    return parse_document(decode(shelf.read(path), str(path)), str(path))


def parse_document(text: str, file: str = "") -> Document:
    """Read YAML text; ``file`` is what marks and faults call it."""
    marks: dict[Path_, Mark] = {}
    try:
        loader = yaml.SafeLoader(text)
        for event in _events(text, file):
            _refuse_event(event, file)
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark or error.context_mark
        where = Mark(file, at.line + 1, at.column + 1) if at else Mark(file)
        what = " ".join(str(part) for part in (error.context, error.problem) if part)
        raise GROUND.fault("yaml-syntax", f"Not readable as YAML: {what}.", where=where) from None
    except yaml.reader.ReaderError as error:
        where = Mark(file, text.count("\n", 0, error.position) + 1)
        what = f"the character U+{error.character:04X} may not stand in it"
        raise GROUND.fault("yaml-syntax", f"Not readable as YAML: {what}.", where=where) from None
    except yaml.YAMLError as error:
        raise GROUND.fault("yaml-syntax", f"Not readable as YAML: {error}.", where=file) from None
    if node is None:
        raise GROUND.fault("file-empty", "The document is empty.", where=file)
    return Document(file, _build(node, (), marks, file), marks)


def _events(text: str, file: str) -> Iterator[yaml.Event]:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MOST_DEPTH:
                raise GROUND.fault("yaml-depth", f"Nested over {MOST_DEPTH} deep.", where=_mark(event, file))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        yield event


def _refuse_event(event: yaml.Event, file: str) -> None:
    where = _mark(event, file)
    anchor = getattr(event, "anchor", None)
    if isinstance(event, yaml.AliasEvent) or anchor:
        raise GROUND.fault("yaml-anchor", f"Anchor or alias “{anchor}”.", where=where)
    tag = getattr(event, "tag", None)
    if isinstance(event, yaml.NodeEvent) and tag not in (None, "!"):
        raise GROUND.fault("yaml-tag", f"Tag “{tag}”.", where=where)


def _mark(item: yaml.Node | yaml.Event, file: str) -> Mark:
    start = item.start_mark
    return Mark(file, start.line + 1, start.column + 1) if start else Mark(file)


def _build(node: yaml.Node, path: Path_, marks: dict[Path_, Mark], file: str) -> Any:
    marks[path] = _mark(node, file)
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*path, i), marks, file) for i, item in enumerate(node.value)]
    built: dict[str, Any] = {}
    for key_node, value_node in node.value:
        where = _mark(key_node, file)
        if not isinstance(key_node, yaml.ScalarNode):
            raise GROUND.fault("yaml-key", "A list or map stands as a key.", where=where)
        key = key_node.value
        if key == "<<" and key_node.style is None:
            raise GROUND.fault("yaml-anchor", "Merge key “<<”.", where=where)
        if key in built:
            raise GROUND.fault("yaml-duplicate-key", f"The key “{key}” stands twice.", where=where)
        built[key] = _build(value_node, (*path, key), marks, file)
        marks[(*path, key)] = where
    return built


def _scalar(node: yaml.ScalarNode) -> str | int | float | bool | None:
    text = str(node.value)
    if node.style is not None:
        return text
    plain: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
    if text in plain:
        return plain[text]
    if _INTEGER.match(text) and len(text) < 19:
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    return text


def validate(document: Document, model: type[M], kind: str) -> M:
    """Turn a document into ``model``; its first key must be ``hudna: <kind>/1``.

    Raises document-kind or document-shape; the first problem is told in full, the number of others named.
    """
    if not isinstance(document.data, dict):
        raise GROUND.fault("document-kind", "The document is not a map of keys.", where=document.mark(()))
    stated = document.data.get("hudna")
    if stated != f"{kind}/1":
        found = f"says “hudna: {stated}”" if stated else "does not say what it is"
        what = f"The document {found}; expected “hudna: {kind}/1”."
        raise GROUND.fault("document-kind", what, where=document.mark(("hudna",)))
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        raise shape_fault(document, error) from None


def shape_fault(document: Document, error: ValidationError) -> Fault:
    """The fault that tells, with file and line, what a pydantic error found first."""
    problems = error.errors(include_url=False, include_input=False)
    first = max(problems, key=lambda p: len(_known(document, p["loc"])))
    path = _known(document, first["loc"])
    name = ".".join(str(part) for part in path) or "the document"
    tail = first["loc"][-1] if first["loc"] else ""
    missing = f"“{tail}” is missing" if first["type"] == "missing" else first["msg"]
    unknown = f"“{tail}” is not a key that stands here" if first["type"] == "extra_forbidden" else missing
    more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
    return GROUND.fault("document-shape", f"In {name}: {unknown}{more}.", where=document.mark(path))


def _known(document: Document, loc: tuple[str | int, ...]) -> Path_:
    """The part of a pydantic location that is in the file (tags of unions are left out)."""
    path: Path_ = ()
    for part in loc:
        if (*path, part) in document.marks:
            path = (*path, part)
    return path
