"""Where words stand in a drawing: at their marks, on no other words, and on as little else.

All are boxes, in pixels from the lower left of the drawing: a middle and half sizes.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["AIR", "Box", "Label", "Place", "Spot", "path", "placed", "touched"]

Place: TypeAlias = tuple[float, float]
Box: TypeAlias = tuple[float, float, float, float]
Numbers: TypeAlias = NDArray[np.float64]

AIR = (0.0, 0.0, 4.0, 1.0)
"""The room around words that no other words stand in."""
_CLOSE = (0.0, 0.0, 18.0, 6.0)
"""The room around words that others rather keep out of."""
_NO_BOXES = np.empty((0, 4))
_CELL = 2
_NEAR = np.array(
    [
        (dx, dy, gap)
        for gap in (4.0, 8.0)
        for dx, dy in itertools.product((-1, -0.5, 0, 0.5, 1), (-1, 0, 1))
        if dy or abs(dx) == 1
    ]
)
"""Places at a mark: beside it (1), flush with it (0.5) or centred (0), above or below, how far."""
_FAR = np.array(list(itertools.product((22, 32, 46, 64, 90, 125, 170), range(24))), float)
"""Places away from a mark: how far, and at which hour of 24."""


@dataclass(frozen=True)
class Label:
    """Words to be placed.

    `sizes` are the half sizes of the words, for each way to break them, the best first; they stand
    at one of `marks`. `prefer` is the side, from -1 to 1 to the right and upward. `led` words stand
    away from their mark, with a leader. `own` is the ink that they may be near to.
    """

    sizes: Sequence[Place]
    marks: Sequence[Box]
    prefer: Place | None = None
    led: bool = False
    own: Sequence[Box] = ()


@dataclass(frozen=True)
class Spot:
    """Where words stand, broken in which way, on which side of their mark, and their leader."""

    box: Box
    way: int
    side: int
    leader: Sequence[Place] = ()


def placed(
    labels: Sequence[Label], words: Sequence[Box], ink: Sequence[Box], room: Box
) -> list[Spot | None]:
    """Return where labels stand, within `room` and off `words` that stand already.

    They stand at their marks; where that cannot be, a leader joins them; None: there is no room.
    `ink` is all that is drawn: lines and marks.

    Examples
    --------
    >>> [spot] = placed([Label([(20.0, 9.0)], [(50, 50, 4, 4)], (1, 0))], [], [], (50, 50, 50, 50))
    >>> spot.box
    (78.0, 50.0, 20.0, 9.0)
    """
    # Trying all places of what cannot stand takes longest.
    smallest = [min(4 * wide * tall for wide, tall in label.sizes) for label in labels]
    if sum(smallest) > 4 * room[2] * room[3]:
        return [None] * len(labels)
    drawn = _numbers([*{*ink}])
    every = _Table(drawn, room)
    near = [
        _Table(drawn, room, _numbers([*{*label.own}])) if label.own else every for label in labels
    ]
    # Where few places are free, those with the fewest of their own come first.
    order = sorted(range(len(labels)), key=lambda n: (labels[n].led, len(labels[n].marks)))
    spots: dict[int, Spot] = {}
    taken: dict[int, Numbers] = {}
    fixed = _numbers(words)
    for _ in range(4):
        before = dict(spots)
        for n in order:
            spots.pop(n, None)
            taken.pop(n, None)
            stand = np.concatenate([fixed, *(boxes[:1] for boxes in taken.values())])
            leaders = np.concatenate([_NO_BOXES, *(boxes[1:] for boxes in taken.values())])
            spot = _spot(labels[n], stand, leaders, every, near[n])
            if spot is None and (spot := _spot(labels[n], fixed, _NO_BOXES, every, near[n])):
                # Those in its way look for another place in their turn.
                own_boxes = _taken(spot)
                for m in [m for m, boxes in taken.items() if _meet(own_boxes, boxes)]:
                    del spots[m], taken[m]
            if spot:
                spots[n], taken[n] = spot, _taken(spot)
        if spots == before:
            break
    return [spots.get(n) for n in range(len(labels))]


def _spot(
    label: Label, stand: Numbers, leaders: Numbers, every: "_Table", near: "_Table"
) -> Spot | None:
    """The best place for a label, if there is one: at its mark, or else led to it."""
    room = every.room
    # Some forty places along a series are enough to try.
    marks = np.array(label.marks, float)[:: -(-len(label.marks) // 40)]
    for led in (True,) if label.led else (False, True):
        best, least = None, math.inf
        for way, (wide, tall) in enumerate(label.sizes):
            boxes, sides, cost = (_away if led else _around)(marks, wide, tall, label.prefer)
            within = np.array(room[2:]) - (wide, tall)
            out = (np.abs(boxes[:, :2] - room[:2]) > within).any(axis=1)
            cost = cost + 3 * tall + every.under(boxes + (0, 0, 2, 0))  # noqa: RUF005
            cost += 0.04 * near.under(boxes + (0, 0, 10, 10))  # noqa: RUF005
            words = _reached(boxes, stand)
            out |= touched(boxes[:, None], words + AIR).any(axis=1)
            out |= touched(boxes[:, None] + AIR, _reached(boxes, leaders)).any(axis=1)
            cost += 8 * touched(boxes[:, None], words + _CLOSE).sum(axis=1)
            cost[out] = math.inf
            for n in np.argsort(cost, kind="stable"):
                if cost[n] >= least:
                    break
                x, y = map(float, boxes[n, :2])
                spot = Spot((x, y, wide, tall), way, int(sides[n]))
                worth = float(cost[n])
                if led:
                    leader = _leader(marks[n % len(marks)], boxes[n])
                    line = np.array(path(leader))
                    if touched(line[:, None], words).any():
                        continue
                    worth += float(every.under(line[2:]).sum())
                    spot = Spot(spot.box, way, spot.side, leader)
                if worth < least:
                    best, least = spot, worth
        if best:
            return best
    return None


def _reached(boxes: Numbers, others: Numbers) -> Numbers:
    """Those of other boxes that are close to any: many elsewhere cost nothing."""
    low, high = (boxes[:, :2] - boxes[:, 2:]).min(axis=0), (boxes[:, :2] + boxes[:, 2:]).max(axis=0)
    whole = np.concatenate([low + high, high - low]) / 2
    return others[touched(others, whole + _CLOSE)]


def touched(boxes: Numbers, others: Numbers) -> NDArray[np.bool_]:
    """Tell which boxes share a place with another, or each of several with its own."""
    apart = np.abs(boxes[..., :2] - others[..., :2]) - boxes[..., 2:] - others[..., 2:]
    return np.asarray((apart < 0).all(axis=-1))


def path(ends: Sequence[Place]) -> list[Box]:
    """Return the places that a line takes."""
    return [
        (float(x), float(y), 1.5, 1.5)
        for one, two in itertools.pairwise(ends)
        for x, y in np.linspace(one, two, 2 + int(math.dist(one, two) / 3))
    ]


def _taken(spot: Spot) -> Numbers:
    """The box of words, and after it those of their leader."""
    return _numbers([spot.box, *path(spot.leader)])


def _meet(boxes: Numbers, others: Numbers) -> bool:
    """Whether two labels, or their leaders, are in each other's way."""
    return bool(touched(boxes[:, None], others + AIR).any())


def _numbers(boxes: Sequence[Box]) -> Numbers:
    return np.reshape(np.array(boxes, float), (-1, 4))


def _around(
    marks: Numbers, wide: float, tall: float, prefer: Place | None
) -> tuple[Numbers, Numbers, Numbers]:
    """Boxes at marks, the sides on which they are, and what it costs to stand there."""
    dx, dy, gap = (each[:, None] for each in _NEAR.T)
    x, y, across, up = marks.T
    corner = np.where((np.abs(dx) == 1) & (dy != 0), 0.6, 1.0)
    flush = np.sign(dx) * np.clip(wide - across, 0, None)
    x = x + np.where(np.abs(dx) == 0.5, flush, dx * (corner * (across + gap) + wide))
    y = y + dy * (corner * (up + gap) + tall)
    cost = gap / 2 + (corner < 1)
    if prefer:
        cost = cost + 5 * (np.abs(dx - prefer[0]) + np.abs(dy - prefer[1]))
    return _flat(x, y, wide, tall, np.sign(dx), cost)


def _away(
    marks: Numbers, wide: float, tall: float, _: Place | None
) -> tuple[Numbers, Numbers, Numbers]:
    """The same of boxes in all directions from marks."""
    far, turn = (each[:, None] for each in _FAR.T)
    across, up = np.cos(turn * math.pi / 12), np.sin(turn * math.pi / 12)
    x = marks[:, 0] + across * far + np.clip(1.5 * across, -1, 1) * wide
    y = marks[:, 1] + up * far + np.clip(1.5 * up, -1, 1) * tall
    return _flat(x, y, wide, tall, np.sign(np.round(across)), 0.35 * far)


def _flat(x: Numbers, *others: Numbers | float) -> tuple[Numbers, Numbers, Numbers]:
    *boxes, sides, cost = (np.broadcast_to(each, x.shape).ravel() for each in (x, *others))
    return np.column_stack(boxes), sides, cost


def _leader(mark: Numbers, box: Numbers) -> list[Place]:
    """The ends of a line from a mark to the nearest place of a box."""
    end = np.clip(mark[:2], box[:2] - box[2:], box[:2] + box[2:])
    unit = (end - mark[:2]) / max(1.0, math.dist(mark[:2], end))
    ends = mark[:2] + unit * (mark[2] + 1.5), end - unit * 2
    return [(float(x), float(y)) for x, y in ends]


class _Table:
    """How much of a drawing boxes take: the area left of and below each corner of its cells."""

    def __init__(self, boxes: Numbers, room: Box, without: Numbers = _NO_BOXES) -> None:
        self.room = room
        across, up = (int(room[n] + room[n + 2]) // _CELL for n in (0, 1))
        self._most = np.array([across, up, across, up])
        left, low, right, high = self._corners(np.concatenate([boxes, without]))
        sign = np.repeat([1, -1], [len(boxes), len(without)])
        edges = np.zeros((across + 1, up + 1))
        for x, y, step in ((left, low, 1), (left, high, -1), (right, low, -1), (right, high, 1)):
            np.add.at(edges, (x, y), sign * step)
        taken = edges.cumsum(axis=0).cumsum(axis=1) > 0
        self._area = np.zeros_like(edges)
        self._area[1:, 1:] = taken[:-1, :-1].cumsum(axis=0).cumsum(axis=1) * _CELL**2

    def under(self, boxes: Numbers) -> Numbers:
        """How much of what is taken lies under each box."""
        left, low, right, high = self._corners(boxes)
        area = self._area
        under: Numbers = area[right, high] - area[left, high] - area[right, low] + area[left, low]
        return under

    def _corners(self, boxes: Numbers) -> NDArray[np.int64]:
        """The cells where boxes begin and end, to the left, below, to the right and above."""
        ends = np.column_stack([boxes[:, :2] - boxes[:, 2:], boxes[:, :2] + boxes[:, 2:]]) / _CELL
        ends[:, :2], ends[:, 2:] = np.floor(ends[:, :2]), np.ceil(ends[:, 2:])
        return np.asarray(np.clip(ends, 0, self._most).astype(np.int64).T)
