"""Which records are the same thing, how sure is that, and why?

For everybody who holds two lists of one reality: a tracing officer with two lists of people, an analyst with reports of
one incident from three sources. Records meet by keys, are compared column by column, and the weight of each agreement
is learnt from the records themselves, without labels. The answer is *same*, *different* or *for review*; a person
decides what is close, and the decision is an entry in the journal that can be taken back. The room refuses to merge for
convenience: what a wrong merge costs decides alone what is called the same.
"""

from __future__ import annotations

__all__: list[str] = []
