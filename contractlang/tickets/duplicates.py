"""Ticket numbers that come again, over all chunks of a run, in 16 bytes a ticket.

A number is kept as a key of 96 bits. Numbers of up to eight bytes have keys of their own; two longer ones share a key
with a probability below 10^-14 among ten million tickets (half the square of their count over 2^96).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

Array = np.ndarray[Any, Any]

# Merging takes as much memory again as what is merged
_LARGEST = 1 << 21
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB), np.uint64(0x9E3779B97F4A7C15))


class Seen:
    """The numbers seen so far, each with the line where it came first: sorted runs; like ones are merged."""

    def __init__(self) -> None:
        self.runs: list[tuple[Array, Array, Array]] = []

    def repeated(self, texts: pa.Array, lines: Array) -> Array:
        """For each number of a chunk the line where it came before, 0 where it is new or missing."""
        keys, checks = keys_of(texts)
        found = np.zeros(len(keys), np.int64)
        order = np.argsort(keys)
        if texts.null_count:
            order = order[texts.is_valid().to_numpy(zero_copy_only=False)[order]]
        key = keys[order]
        if (key[1:] == key[:-1]).any():
            order = order[np.lexsort((lines[order], checks[order], key))]
            key = keys[order]
        check, line = checks[order], lines[order]
        before = np.zeros(len(order), np.int64)
        for run in self.runs:
            _look_up(run, key, check, before)
        fresh = before == 0
        first = np.ones(len(order), bool)
        first[1:] = (key[1:] != key[:-1]) | (check[1:] != check[:-1])
        heads = np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
        before = np.where(~first & fresh, line[heads], before)
        found[order] = before
        new = first & fresh
        self._add((key[new], check[new], line[new]))
        return found

    def _add(self, run: tuple[Array, Array, Array]) -> None:
        run = run[0], run[1], run[2].astype(np.uint32)
        while self.runs and len(self.runs[-1][0]) <= min(2 * len(run[0]), _LARGEST - len(run[0])):
            other = self.runs.pop()
            both = [np.concatenate(pair) for pair in zip(other, run, strict=True)]
            order = np.argsort(both[0], kind="stable")
            run = both[0][order], both[1][order], both[2][order]
        self.runs.append(run)


def _look_up(run: tuple[Array, Array, Array], keys: Array, checks: Array, found: Array) -> None:
    """Puts the line of the numbers that are in a run into `found`; keys that are equal stand next to each other."""
    known, check, line = run
    if not known.size:
        return
    at = np.searchsorted(known, keys)
    rows = np.arange(len(keys))
    while rows.size:
        rows = rows[at[rows] < len(known)]
        rows = rows[known[at[rows]] == keys[rows]]
        hit = check[at[rows]] == checks[rows]
        found[rows[hit]] = line[at[rows[hit]]]
        rows = rows[~hit]
        at[rows] += 1


def keys_of(texts: pa.Array) -> tuple[Array, Array]:
    """Two numbers for each text, of 64 and of 32 bits."""
    if pa.types.is_large_string(texts.type):
        texts = texts.cast(pa.string())
    _valid, offsets, data = texts.buffers()
    starts = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1].astype(np.int64)
    raw = np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)
    widths = np.diff(starts)
    key, check = np.zeros(len(texts), np.uint64), widths.astype(np.uint64)
    with np.errstate(over="ignore"):
        for at in range(0, int(widths.max(initial=0)), 8):
            word = np.zeros(len(texts), np.uint64)
            for place in range(at, at + 8):
                longer = np.flatnonzero(widths > place)
                if not longer.size:
                    break
                letters = raw[starts[longer] + place].astype(np.uint64) << np.uint64(8 * (place - at))
                word[longer] |= letters
            more = widths > at
            key = np.where(more, _mixed(key ^ word), key)
            check = np.where(more, _mixed((check + word) * _MIX[2]), check)
    return key, (check >> np.uint64(32)).astype(np.uint32)


def _mixed(value: Array) -> Any:
    """A one-to-one mixing of 64 bits (splitmix64)."""
    value = value + _MIX[2]
    value = (value ^ (value >> np.uint64(30))) * _MIX[0]
    value = (value ^ (value >> np.uint64(27))) * _MIX[1]
    return value ^ (value >> np.uint64(31))
