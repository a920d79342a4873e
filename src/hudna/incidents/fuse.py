import numpy as np
from hudna.incidents.near import shelve,tally
from hudna.incidents.weigh import Counted
SAMPLE=200_000
SHIFT=24*1440
def count_pairs(c,r,shelves):
    mask = (1 << max(0, (len(c.lon) // SAMPLE).bit_length())) - 1
    near, met = tally(c, r, shelves, mask)
    others, _ = tally(c, r, shelves, mask, SHIFT)
    begin = c.begin[met]
    span = float(begin.max() - begin.min()) if len(begin) else 0.0
    return Counted(near, others, int(met.sum()), max(0.0, 1.0 - SHIFT / span) if span else 0.0, mask + 1)
