"""The parts that nodes of several clauses are made of: names of clauses, instants, hours of the day, numbers."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from hudna.ground import Plain, or_text

ClauseId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._()-]*$")]
ClockTime = Annotated[str, StringConstraints(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Flag = Annotated[bool, Field(strict=True)]


_ONE_WAY = [{"required": [name], "properties": {name: {"type": "string"}}} for name in ("at", "event")]


class Moment(Plain):
    """An instant: wall clock ``at`` in a named ``zone``, or an ``event`` plus an ``offset`` (ISO 8601).

    Plain text stands for ``at`` in the agreement's own zone. A date alone is its first instant.
    """

    model_config = ConfigDict(json_schema_extra=or_text("at", oneOf=_ONE_WAY))

    at: str | None = Field(default=None, description="2016-02-27T00:00, local wall clock")
    zone: str | None = Field(default=None, description="Named zone, Asia/Damascus; default: the agreement's")
    event: ClauseId | None = Field(
        default=None, description="entry-into-force, signature, an event named in events, a clause or a phase"
    )
    offset: str | None = Field(default=None, description="ISO 8601 duration after the event: PT48H, P14D")

    @model_validator(mode="before")
    @classmethod
    def _text_alone(cls, value: Any) -> Any:
        return {"at": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_way(self) -> Moment:
        if (self.at is None) == (self.event is None):
            raise ValueError("say either at (a time) or event (what it counts from)")
        return self


class Span(Plain):
    """Hours of the day on the wall clock; closing not after opening runs over midnight."""

    opens: ClockTime
    closes: ClockTime
    zone: str | None = None
