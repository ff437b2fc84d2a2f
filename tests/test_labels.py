"""Where labels stand: at their marks, and on nothing else."""

import itertools
import random

import numpy as np
import pytest

from stats.labels import Label, overlaps, path, place_labels

ROOM = (100.0, 100.0, 100.0, 100.0)
MARK = (100.0, 100.0, 4.0, 4.0)
SIZE = (20.0, 8.0)


def place(label=None, texts=(), ink=(), dots=()):
    [found] = place_labels([label or Label([SIZE], [MARK], (1, 0))], texts, ink, ROOM, dots)
    return found


def gap(one, two):
    """How far two boxes are from each other."""
    gaps = np.abs(np.subtract(one[:2], two[:2])) - np.add(one[2:], two[2:])
    return float(np.hypot(*gaps.clip(0)))


def overlap(one, *others):
    return bool(overlaps(np.array([one]), np.array(others)).any())


@pytest.mark.parametrize(("prefer", "middle"), [((-1, 0), (72, 100)), ((0, 1), (100, 116))])
def test_label_is_on_the_preferred_side(prefer, middle):
    # 4 of the mark, 4 of air, and half of the text: 20 across, 8 up.
    found = place(Label([SIZE], [MARK], prefer))
    assert found.box == (*middle, *SIZE)
    assert found.side == prefer[0]


def test_label_avoids_texts_ink_and_edge():
    assert place(texts=[(128, 100, 20, 8)]).box[0] != 128
    assert place(ink=path([(128, 0), (128, 200)])).box[0] != 128
    assert place(Label([SIZE], [(190.0, 100.0, 4.0, 4.0)], (1, 0))).box[0] <= 180


def test_lines_break_only_without_room():
    label = Label([(60.0, 8.0), (16.0, 16.0)], [MARK])
    assert place(label).line_breaks == 0
    walls = [(100, 190, 100, 70), (100, 10, 100, 60), (170, 100, 20, 30), (30, 100, 20, 30)]
    assert place(label, texts=walls).line_breaks == 1


def test_label_without_room_has_a_leader():
    texts = [(100, 118, 30, 10), (70, 92, 22, 14), (100, 80, 30, 10)]
    found = place(texts=texts)
    assert gap(found.box, MARK) > 12
    start, end = found.leader
    assert gap((*start, 0, 0), MARK) < 3
    assert gap((*end, 0, 0), found.box) == pytest.approx(2)
    assert not any(overlap(step, *texts) for step in path(found.leader))
    assert place(Label([SIZE], [MARK], needs_leader=True)).leader


def test_label_is_nearer_to_its_own_dot():
    # 4 from its own to the right, it would be 1 from the other; above, it is far from that.
    assert place(dots=[MARK, (153.0, 100.0, 4.0, 4.0)]).box[0] != 128
    # Others all around leave no such place, and one for a leader: to the left.
    others = [(112.0, y, 4.0, 4.0) for y in (88.0, 100.0, 112.0)]
    others += [(100.0, 86.0, 4.0, 4.0), (100.0, 114.0, 4.0, 4.0), (80.0, 100.0, 4.0, 4.0)]
    found = place(dots=[MARK, *others])
    assert gap((*found.leader[0], 0, 0), MARK) < min(
        gap((*found.leader[0], 0, 0), other) for other in others
    )


def test_label_straight_above_its_mark_is_centred():
    assert place(Label([SIZE], [MARK], (0, 1), needs_leader=True)).side == 0


def test_leader_begins_at_the_near_mark():
    marks = [(40.0, 40.0, 4.0, 4.0), (170.0, 170.0, 4.0, 4.0)]
    found = place(Label([SIZE], marks, needs_leader=True), texts=[(65, 65, 65, 65)])
    assert gap((*found.leader[0], 0, 0), marks[1]) < 3


def test_labels_without_any_room():
    assert place(texts=[ROOM]).is_crowded
    assert place(Label([(300.0, 8.0), (120.0, 60.0)], [MARK])).line_breaks == 1  # of 200 by 200
    # Each takes 180 by 120 of 200 by 200: there is room for one.
    large = Label([(90.0, 60.0)], [(100.0, 40.0, 4.0, 4.0)], (0, 1))
    assert place(large)
    assert sum(each.is_crowded for each in place_labels([large, large], [], [], ROOM)) == 1
    # In a corridor 20 high and 160 wide there is room for one that is 100 wide.
    long = Label([(50.0, 8.0)], [(100.0, 84.0, 4.0, 4.0)], (0, 1))
    walls = [(100, 155, 100, 45), (100, 45, 100, 45), (180, 100, 20, 100), (10, 100, 10, 100)]
    assert sum(each.is_crowded for each in place_labels([long, long], walls, [], ROOM)) == 1


def test_label_makes_room_for_another():
    # In a corridor 20 high the first would stand to the right of its mark, from 78 to 138: in the
    # one place of the second, from 82 to 142, since to the right of that the drawing ends.
    labels = [Label([(30.0, 8.0)], [(at, 100.0, 4.0, 4.0)], (1, 0)) for at in (70.0, 150.0)]
    places = place_labels(labels, [(100, 155, 100, 45), (100, 45, 100, 45)], [], ROOM)
    assert [found and found.box[0] for found in places] == [32, 112]


def test_name_may_be_near_its_own_series():
    own = [each for y in (100, 75, 70) for each in path([(20, y), (180, y)])]
    other = path([(20, 130), (180, 130)])
    label = Label([SIZE], path([(20, 100), (180, 100)]), own_ink=own)
    assert place(label, ink=[*own, *other]).box[1] < 100


def test_many_labels_are_at_their_marks():
    given = random.Random(0)
    marks = [(given.uniform(10, 990), given.uniform(10, 390), 4.0, 4.0) for _ in range(40)]
    labels = [Label([(given.uniform(8, 40), 8.0)], [mark], (1, 0)) for mark in marks]
    places = place_labels(labels, [], marks, (500.0, 200.0, 500.0, 200.0))
    assert not any(overlap(one.box, two.box) for one, two in itertools.combinations(places, 2))
    for found, mark in zip(places, marks, strict=True):
        assert found.leader or gap(found.box, mark) <= 12
    assert sum(bool(found.leader) for found in places) < 8


@pytest.mark.parametrize("seed", range(3))
def test_no_label_is_on_the_leader_of_another(seed):
    given = random.Random(seed)
    marks = [(given.uniform(60, 140), given.uniform(60, 140), 4.0, 4.0) for _ in range(20)]
    labels = [Label([(14.0, 6.0)], [mark], needs_leader=n % 2 == 0) for n, mark in enumerate(marks)]
    places = [each for each in place_labels(labels, [], marks, ROOM) if not each.is_crowded]
    led = [each for each in places if each.leader]
    assert len(led) > 4
    pairs = [(one, two) for one in places for two in led if one is not two]
    assert not any(overlap(one.box, *path(two.leader)) for one, two in pairs)
