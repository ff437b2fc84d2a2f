"""Places labels next to their marks, never over other labels, and over as few lines as possible.

A box is a middle and half sizes, in pixels from the lower left of the drawing.
"""

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

XY: TypeAlias = tuple[float, float]
Box: TypeAlias = tuple[float, float, float, float]
Numbers: TypeAlias = NDArray[np.float64]

_MARGIN = (0.0, 0.0, 9.0, 1.0)
"""The room around a label that must be free of other labels."""
_WIDE_MARGIN = (0.0, 0.0, 18.0, 6.0)
"""The room around a label that is better free of other labels."""
_LEADER_MARGIN = (0.0, 0.0, 2.0, 2.0)
"""The room around a leader that must be free of other leaders, so that none cross."""
_NEARER = 3.0
"""By how much a label must be nearer to its own dot than to others, so that one can see it."""
_CELL = 2
_AT_MARK = np.array(
    [
        (dx, dy, gap)
        for gap in (4.0, 8.0)
        for dx, dy in itertools.product((-1, -0.5, 0, 0.5, 1), (-1, 0, 1))
        if dy or abs(dx) == 1
    ]
)
"""Places at a mark: beside it (1), edge to edge (0.5) or centred (0); above or below; the gap."""
_AWAY = np.array(list(itertools.product((22, 32, 46, 64, 90, 125, 170), range(24))), float)
"""Places away from a mark: the distance, and the direction in 24ths of a turn."""


@dataclass(frozen=True)
class Label:
    """A text to be placed at one of its marks.

    `sizes` are half sizes of the text, one for each way to break its lines, the best first.
    `prefer` is the side of the mark, from -1 to 1 to the right and upward. A label that
    `needs_leader` stands away from its mark, with a line to it. It may be near `own_ink`.
    """

    sizes: Sequence[XY]
    marks: Sequence[Box]
    prefer: XY | None = None
    needs_leader: bool = False
    own_ink: Sequence[Box] = ()


@dataclass(frozen=True)
class Place:
    """Where a label stands, which of its `sizes` it has, its side of the mark, and its leader.

    One that is crowded found no room, and stands over other labels or outside the drawing.
    """

    box: Box
    line_breaks: int
    side: int
    leader: Sequence[XY] = ()
    is_crowded: bool = False


def place_labels(
    labels: Sequence[Label],
    texts: Sequence[Box],
    ink: Sequence[Box],
    room: Box,
    dots: Sequence[Box] = (),
) -> list[Place]:
    """Return the place of each label within `room`, the least bad one where there is no room.

    A label stands at its mark if there it is nearer to its own dot than to any other of the `dots`,
    else away from it with a leader. `texts` are those that stand already; `ink` is all that is
    drawn: lines and marks.

    Examples
    --------
    >>> label = Label([(20.0, 9.0)], [(50, 50, 4, 4)], prefer=(1, 0))
    >>> [place] = place_labels([label], [], [], (50, 50, 50, 50))
    >>> place.box
    (78.0, 50.0, 20.0, 9.0)
    """
    all_ink = _Ink({*ink}, room)
    inks = [
        (all_ink, _Ink({*ink}, room, {*label.own_ink}) if label.own_ink else all_ink)
        for label in labels
    ]
    # A label at no dot, as one at a bar, has its marks in the place of one.
    own = [{*dots} & {*label.marks, *label.own_ink} or {*label.marks} for label in labels]
    apart = [(_array([*each]), _array([*({*dots} - each)])) for each in own]
    # Labels with the fewest places come first.
    order = sorted(range(len(labels)), key=lambda n: (len(labels[n].marks), labels[n].needs_leader))
    places: dict[int, Place] = {}
    for _ in range(4):
        before = dict(places)
        for n in order:
            places.pop(n, None)
            others = _array([*texts, *(place.box for place in places.values())])
            leaders = _array([box for place in places.values() for box in path(place.leader)])
            place = _best_place(labels[n], others, leaders, inks[n], apart[n])
            if place is None:
                place = _best_place(labels[n], _array(texts), _array([]), inks[n], apart[n])
                # Labels in its way look for another place in their turn.
                for m, other in [*places.items()]:
                    if place and _collide(place, other):
                        del places[m]
            if place:
                places[n] = place
        if places == before:
            break
    return [places.get(n) or _crowded(label, inks[n], apart[n]) for n, label in enumerate(labels)]


def _crowded(label: Label, inks: tuple["_Ink", "_Ink"], dots: tuple[Numbers, Numbers]) -> Place:
    """A place over other labels, or if it is too large even alone, in the middle of the room."""
    nothing = _array([])
    place = _best_place(label, nothing, nothing, inks, (dots[0], nothing))
    if place is None:
        size = min(range(len(label.sizes)), key=lambda n: max(label.sizes[n]))
        place = Place((*inks[0].room[:2], *label.sizes[size]), size, 0)
    return replace(place, is_crowded=True)


def _best_place(
    label: Label,
    texts: Numbers,
    leaders: Numbers,
    inks: tuple["_Ink", "_Ink"],
    dots: tuple[Numbers, Numbers],
) -> Place | None:
    """The place of least cost: at a mark, or with a leader if there is none.

    Of ink there is all and that of others, of dots its own and those of others.
    """
    (all_ink, other_ink), (own_dots, other_dots) = inks, dots
    room = all_ink.room
    # Some forty places along a series are enough to try.
    marks = np.array(label.marks, float)[:: -(-len(label.marks) // 40)]
    for with_leader in (True,) if label.needs_leader else (False, True):
        best, least = None, math.inf
        for line_breaks, (width, height) in enumerate(label.sizes):
            around = _away if with_leader else _at_marks
            boxes, sides, cost = around(marks, width, height, label.prefer)
            within = np.array(room[2:]) - (width, height)
            outside = (np.abs(boxes[:, :2] - room[:2]) > within).any(axis=1)
            cost = cost + 3 * height + all_ink.under(boxes + (0, 0, 2, 0))  # noqa: RUF005
            cost += 0.04 * other_ink.under(boxes + (0, 0, 10, 10))  # noqa: RUF005
            outside |= overlaps(boxes[:, None], texts + _MARGIN).any(axis=1)
            outside |= overlaps(boxes[:, None] + _MARGIN, leaders).any(axis=1)
            cost += 8 * overlaps(boxes[:, None], texts + _WIDE_MARGIN).sum(axis=1)
            if not with_leader:
                outside |= _distance(boxes, own_dots) + _NEARER > _distance(boxes, other_dots)
            cost[outside] = math.inf
            for n in np.argsort(cost, kind="stable"):
                if cost[n] >= least:
                    break
                total = float(cost[n])
                leader: list[XY] = []
                if with_leader:
                    leader = _leader(marks[n % len(marks)], boxes[n])
                    line = np.array(path(leader))
                    if overlaps(line[:, None], texts + _MARGIN).any():
                        continue
                    if overlaps(line[:, None] + _LEADER_MARGIN, leaders).any():
                        continue
                    total += float(all_ink.under(line[2:]).sum())
                    own, other = (_distance(line[:1], each).item() for each in dots)
                    total += 99 * (own > other and not label.needs_leader)
                if total < least:
                    x, y = map(float, boxes[n, :2])
                    box = (x, y, width, height)
                    best, least = Place(box, line_breaks, int(sides[n]), leader), total
        if best:
            return best
    return None


def overlaps(boxes: Numbers, others: Numbers) -> NDArray[np.bool_]:
    """Tell which boxes overlap another, or each of several its own."""
    gaps = np.abs(boxes[..., :2] - others[..., :2]) - boxes[..., 2:] - others[..., 2:]
    return np.asarray((gaps < 0).all(axis=-1))


def _distance(boxes: Numbers, dots: Numbers) -> Numbers:
    """How far each box is from the edge of the nearest dot."""
    gaps = np.abs(boxes[:, None, :2] - dots[:, :2]) - boxes[:, None, 2:]
    distances = np.hypot(*gaps.clip(0).T).T - dots[:, 2]
    return np.asarray(distances.min(axis=1, initial=math.inf))


def path(points: Sequence[XY]) -> list[Box]:
    """Return small boxes along a line through points."""
    return [
        (float(x), float(y), 1.5, 1.5)
        for one, two in itertools.pairwise(points)
        for x, y in np.linspace(one, two, 2 + int(math.dist(one, two) / 3))
    ]


def _collide(place: Place, other: Place) -> bool:
    """Whether two labels, or their leaders, are in each other's way."""
    boxes, others = (_array([each.box, *path(each.leader)]) for each in (place, other))
    return bool(overlaps(boxes[:, None], others + _MARGIN).any())


def _array(boxes: Sequence[Box]) -> Numbers:
    return np.reshape(np.array(boxes, float), (-1, 4))


def _at_marks(
    marks: Numbers, width: float, height: float, prefer: XY | None
) -> tuple[Numbers, Numbers, Numbers]:
    """Boxes at marks, their sides of the marks, and their costs."""
    dx, dy, gap = (each[:, None] for each in _AT_MARK.T)
    x, y, across, up = marks.T
    corner = np.where((np.abs(dx) == 1) & (dy != 0), 0.6, 1.0)
    edge_to_edge = np.sign(dx) * np.clip(width - across, 0, None)
    x = x + np.where(np.abs(dx) == 0.5, edge_to_edge, dx * (corner * (across + gap) + width))
    y = y + dy * (corner * (up + gap) + height)
    cost = gap / 2 + (corner < 1)
    if prefer:
        cost = cost + 5 * (np.abs(dx - prefer[0]) + np.abs(dy - prefer[1]))
    return _flat(x, y, width, height, np.sign(dx), cost)


def _away(
    marks: Numbers, width: float, height: float, prefer: XY | None
) -> tuple[Numbers, Numbers, Numbers]:
    """The same for boxes away from marks."""
    distance, turn = (each[:, None] for each in _AWAY.T)
    across, up = np.cos(turn * math.pi / 12), np.sin(turn * math.pi / 12)
    x = marks[:, 0] + across * distance + np.clip(1.5 * across, -1, 1) * width
    y = marks[:, 1] + up * distance + np.clip(1.5 * up, -1, 1) * height
    dx, dy = prefer or (across, up)
    cost = 0.35 * distance + 5 * (np.abs(across - dx) + np.abs(up - dy))
    return _flat(x, y, width, height, np.sign(np.round(across)), cost)


def _flat(x: Numbers, *others: Numbers | float) -> tuple[Numbers, Numbers, Numbers]:
    *boxes, sides, cost = (np.broadcast_to(each, x.shape).ravel() for each in (x, *others))
    return np.column_stack(boxes), sides, cost


def _leader(mark: Numbers, box: Numbers) -> list[XY]:
    """The ends of a line from a mark to the nearest point of a box."""
    end = np.clip(mark[:2], box[:2] - box[2:], box[:2] + box[2:])
    unit = (end - mark[:2]) / max(1.0, math.dist(mark[:2], end))
    ends = mark[:2] + unit * (mark[2] + 1.5), end - unit * 2
    return [(float(x), float(y)) for x, y in ends]


class _Ink:
    """How much ink lies under a box, by a summed-area table of small cells."""

    def __init__(self, boxes: Iterable[Box], room: Box, without: Iterable[Box] = ()) -> None:
        self.room = room
        across, up = (int(room[n] + room[n + 2]) // _CELL for n in (0, 1))
        self._last = np.array([across, up, across, up])
        layers = np.zeros((across, up))
        for drawn, layer in ((boxes, 1), (without, -1)):
            for left, low, right, high in self._corners(_array([*drawn])).T:
                layers[left:right, low:high] += layer
        self._area = np.zeros((across + 1, up + 1))
        self._area[1:, 1:] = (layers > 0).cumsum(axis=0).cumsum(axis=1) * _CELL**2

    def under(self, boxes: Numbers) -> Numbers:
        """The inked area under each box."""
        left, low, right, high = self._corners(boxes)
        area = self._area
        under: Numbers = area[right, high] - area[left, high] - area[right, low] + area[left, low]
        return under

    def _corners(self, boxes: Numbers) -> NDArray[np.int64]:
        """The cells at the left, low, right and high edges of boxes."""
        ends = np.column_stack([boxes[:, :2] - boxes[:, 2:], boxes[:, :2] + boxes[:, 2:]]) / _CELL
        ends[:, :2], ends[:, 2:] = np.floor(ends[:, :2]), np.ceil(ends[:, 2:])
        return np.asarray(np.clip(ends, 0, self._last).astype(np.int64).T)
