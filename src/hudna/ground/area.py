"""Areas: named ground and lines, in files that several agreements share."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import shapely
from pydantic import ConfigDict, Field, model_validator
from shapely.geometry.base import BaseGeometry

from hudna.ground.document import Plain, decode, or_text, read_document, validate
from hudna.ground.fault import Fault, Mark
from hudna.ground.faults import GROUND
from hudna.ground.party import Id, Words, fold
from hudna.ground.shelf import DISK, Shelf
from hudna.ground.where import buffer_km, checked, circle_km, combined, read_geometry

Lon = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, strict=True)]
Lat = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False, strict=True)]
Position = tuple[Lon, Lat]


class Circle(Plain):
    """All ground within ``km`` of a position."""

    at: Position
    km: float = Field(gt=0, le=2000, strict=True)


class Buffer(Plain):
    """All ground within ``km`` of a shape (negative: the shape shrunk)."""

    of: Shape
    km: float = Field(ge=-2000, le=2000, strict=True)


class FeatureOf(Plain):
    """A feature of a GeoJSON file: by ``id``, or the only one. The path is relative to this document."""

    path: str
    feature: str | int | None = None


class Shape(Plain):
    """Ground or a line, said in exactly one way. Positions are [longitude, latitude], WGS 84."""

    model_config = ConfigDict(json_schema_extra=or_text("area", no_nulls=True, minProperties=1, maxProperties=1))

    area: Id | None = Field(default=None, description="A named area of an areas file")
    polygon: list[Position] | None = Field(default=None, min_length=3, description="One ring; closed for you")
    line: list[Position] | None = Field(default=None, min_length=2)
    circle: Circle | None = None
    geojson: dict[str, Any] | None = None
    file: FeatureOf | None = None
    buffer: Buffer | None = None
    union: list[Shape] | None = Field(default=None, min_length=1)
    intersection: list[Shape] | None = Field(default=None, min_length=2)
    difference: list[Shape] | None = Field(default=None, min_length=2, max_length=2)

    @model_validator(mode="before")
    @classmethod
    def _name_alone(cls, value: Any) -> Any:
        return {"area": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_way(self) -> Shape:
        if len(self.model_fields_set) != 1 or any(getattr(self, k) is None for k in self.model_fields_set):
            raise ValueError("say the shape in exactly one way (area, polygon, line, circle, buffer, …)")
        return self


class Area(Plain):
    """A named area or line. Without a shape it is named but nobody has said where it ends."""

    id: Id
    name: Words
    shape: Shape | None = None
    aliases: dict[str, list[str]] = Field(default={}, description="Names by source: ucdp, acled, any")
    whose: Words | None = Field(default=None, description="By whose account the outline and the name are so")
    source: str | None = None


class AreasFile(Plain):
    """A file of areas that several agreements share."""

    hudna: Literal["areas/1"]
    source: str | None = None
    areas: list[Area]


@dataclass(frozen=True)
class Areas:
    """All areas known, looked up by id and alias, drawn on demand."""

    by_id: Mapping[str, Area]
    marks: Mapping[str, Mark] = field(repr=False)
    folders: Mapping[str, Path] = field(repr=False)
    shelf: Shelf = field(default=DISK, repr=False)
    _drawn: dict[str, BaseGeometry] = field(default_factory=dict, repr=False)

    def __contains__(self, area: object) -> bool:
        return area in self.by_id

    def by_alias(self, source: str, name: str) -> str | None:
        """The id of the area that ``source`` (or any source) calls ``name``, or None."""
        key = fold(name)
        for area in self.by_id.values():
            names = (
                area.id,
                *area.name.values(),
                *area.aliases.get(source, ()),
                *area.aliases.get("any", ()),
            )
            if key in map(fold, names):
                return area.id
        return None

    def geometry(self, area: str, *, where: Mark | str = "", _path: tuple[str, ...] = ()) -> BaseGeometry:
        """The geometry of a named area. Raises area-unknown, area-circle, geometry-empty (no shape given)."""
        if area in _path:
            raise GROUND.fault("area-circle", f"The area “{area}” is built from itself.", where=where)
        if area not in self.by_id:
            raise GROUND.fault("area-unknown", f"There is no area “{area}”.", where=where)
        if area not in self._drawn:
            shape = self.by_id[area].shape
            if shape is None:
                what = f"The area “{area}” is named, but its outline is not given."
                raise GROUND.fault("geometry-empty", what, where=where or self.marks[area])
            self._drawn[area] = self.draw(shape, self.folders[area], where=self.marks[area], _path=(*_path, area))
        return self._drawn[area]

    def draw(self, shape: Shape, folder: Path, *, where: Mark | str = "", _path: tuple[str, ...] = ()) -> BaseGeometry:
        """The geometry of a shape; paths in it are relative to ``folder``. Raises geometry-* and area-*."""

        def inner(part: Shape) -> BaseGeometry:
            return self.draw(part, folder, where=where, _path=_path)

        if shape.area is not None:
            return self.geometry(shape.area, where=where, _path=_path)
        if shape.polygon is not None:
            ring = [*shape.polygon, shape.polygon[0]]
            return checked(shapely.polygons(ring), where=where)
        if shape.line is not None:
            return read_geometry({"type": "LineString", "coordinates": shape.line}, where=where)
        if shape.circle is not None:
            return circle_km(*shape.circle.at, shape.circle.km, where=where)
        if shape.geojson is not None:
            return _geojson(shape.geojson, where)
        if shape.file is not None:
            return _feature(self.shelf, folder / shape.file.path, shape.file.feature)
        if shape.buffer is not None:
            return buffer_km(inner(shape.buffer.of), shape.buffer.km, where=where)
        if shape.union is not None:
            return combined(shapely.union_all, [inner(part) for part in shape.union], where=where)
        if shape.intersection is not None:
            parts = [inner(part) for part in shape.intersection]
            return combined(lambda both: _areal(shapely.intersection_all(both)), parts, where=where)
        assert shape.difference is not None
        parts = [inner(part) for part in shape.difference]
        return combined(lambda both: _areal(shapely.difference(*both)), parts, where=where)


def _areal(geometry: BaseGeometry) -> BaseGeometry:
    """Keep the parts of the highest dimension: an intersection may leave loose points and lines."""
    parts = shapely.get_parts(geometry)
    if len(parts) > 1:
        dimensions = shapely.get_dimensions(parts)
        geometry = shapely.union_all(parts[dimensions == dimensions.max()])
    return geometry


def _geojson(value: Mapping[str, Any], where: Mark | str) -> BaseGeometry:
    if value.get("type") == "Feature":
        value = value.get("geometry") or {}
    elif value.get("type") == "FeatureCollection":
        parts = [_geojson(feature, where) for feature in _features(value)]
        return combined(shapely.union_all, parts, where=where)
    return read_geometry(value, where=where)


def _features(collection: Mapping[str, Any]) -> list[dict[str, Any]]:
    features = collection.get("features")
    return [f for f in features if isinstance(f, dict)] if isinstance(features, list) else []


def _feature(shelf: Shelf, path: Path, wanted: str | int | None) -> BaseGeometry:
    text = decode(shelf.read(path), str(path))
    try:
        value = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise GROUND.fault("geometry-unreadable", f"Not GeoJSON: {error}.", where=str(path)) from None
    if not isinstance(value, dict):
        raise GROUND.fault("geometry-unreadable", "Not a GeoJSON object.", where=str(path))
    if wanted is None:
        return _geojson(value, str(path))
    for feature in _features(value):
        properties = feature.get("properties")
        if wanted in (feature.get("id"), properties.get("id") if isinstance(properties, dict) else None):
            return _geojson(feature, str(path))
    raise GROUND.fault("area-unknown", f"No feature has the id “{wanted}”.", where=str(path))


def load_areas(paths: Iterable[Path | str] = (), shelf: Shelf = DISK) -> Areas:
    """Read areas files. Raises area-twice and document faults; shapes are drawn when asked for."""
    by_id: dict[str, Area] = {}
    marks: dict[str, Mark] = {}
    folders: dict[str, Path] = {}
    for path in map(Path, paths):
        document = read_document(path, shelf)
        for number, area in enumerate(validate(document, AreasFile, "areas").areas):
            where = document.mark(("areas", number))
            if area.id in by_id:
                raise GROUND.fault("area-twice", f"The area “{area.id}” has two entries.", where=where)
            by_id[area.id], marks[area.id], folders[area.id] = area, where, path.parent
    return Areas(by_id, marks, folders, shelf)


__all__ = ["Area", "Areas", "AreasFile", "Fault", "Shape", "load_areas"]
