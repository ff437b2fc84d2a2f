"""Where words stand: at their marks, and on nothing else."""

import itertools
import random

import numpy as np
import pytest

from stats.labels import Label, overlaps, path, place_labels

ROOM = (100.0, 100.0, 100.0, 100.0)
MARK = (100.0, 100.0, 4.0, 4.0)
SIZE = (20.0, 8.0)


def alone(label=None, words=(), ink=()):
    [spot] = place_labels([label or Label([SIZE], [MARK], (1, 0))], words, ink, ROOM)
    return spot


def gap(one, two):
    """How far two boxes are apart."""
    apart = np.abs(np.subtract(one[:2], two[:2])) - np.add(one[2:], two[2:])
    return float(np.hypot(*apart.clip(0)))


def meet(one, two):
    return bool(overlaps(np.array([one]), np.array(two)).any())


@pytest.mark.parametrize(
    ("prefer", "middle"),
    [((1, 0), (128, 100)), ((-1, 0), (72, 100)), ((0, 1), (100, 116)), ((0, -1), (100, 84))],
)
def test_words_stand_on_the_side_that_is_preferred(prefer, middle):
    # 4 of the mark, 4 of air, and half of the words: 20 across, 8 up.
    spot = alone(Label([SIZE], [MARK], prefer))
    assert spot.box == (*middle, *SIZE)
    assert spot.side == prefer[0]


def test_words_keep_off_other_words_lines_and_the_edge():
    assert alone(words=[(128, 100, 20, 8)]).box[0] != 128
    assert alone(ink=path([(128, 0), (128, 200)])).box[0] != 128
    spot = alone(Label([SIZE], [(190.0, 100.0, 4.0, 4.0)], (1, 0)))
    assert spot.box[0] + 20 <= 200


def test_words_are_broken_only_where_there_is_no_room_for_them():
    ways = [(60.0, 8.0), (16.0, 16.0)]
    assert alone(Label(ways, [MARK])).line_breaks == 0
    walls = [(100, 190, 100, 70), (100, 10, 100, 60), (170, 100, 20, 30), (30, 100, 20, 30)]
    assert alone(Label(ways, [MARK]), words=walls).line_breaks == 1


def test_words_without_room_at_their_mark_are_led_to_it_and_the_leader_crosses_no_words():
    around = [(100, 118, 30, 10), (70, 92, 22, 14), (100, 80, 30, 10)]
    spot = alone(words=around)
    assert gap(spot.box, MARK) > 12
    (x, y), end = spot.leader
    assert gap((x, y, 0, 0), MARK) < 3
    assert gap((*end, 0, 0), spot.box) < 3
    assert not any(meet(step, box) for step in path([(x, y), end]) for box in around)


def test_a_leader_begins_at_the_mark_that_its_words_are_near():
    near = (170.0, 170.0, 4.0, 4.0)  # the other one is under words
    spot = alone(
        Label([SIZE], [(40.0, 40.0, 4.0, 4.0), near], needs_leader=True), words=[(65, 65, 65, 65)]
    )
    assert gap((*spot.leader[0], 0, 0), near) < 3


def test_words_that_are_to_be_led_are_led():
    assert alone(Label([SIZE], [MARK], needs_leader=True)).leader


def test_words_without_any_room_stand_nowhere():
    assert alone(words=[ROOM]) is None


def test_words_that_need_more_than_all_the_room_stand_nowhere():
    # Each takes 180 by 120 of 200 by 200: one alone stands.
    large = Label([(90.0, 60.0)], [(100.0, 40.0, 4.0, 4.0)], (0, 1))
    assert alone(large)
    assert place_labels([large, large], [], [], ROOM) == [None, None]


def test_words_that_are_in_the_way_of_others_make_room():
    # In a corridor 20 high the first would stand to the right of its mark, from 78 to 138: in the
    # one place of the second, from 82 to 142, since to the right of that the drawing ends.
    labels = [Label([(30.0, 8.0)], [(at, 100.0, 4.0, 4.0)], (1, 0)) for at in (70.0, 150.0)]
    spots = place_labels(labels, [(100, 155, 100, 45), (100, 45, 100, 45)], [], ROOM)
    assert [spot and spot.box[0] for spot in spots] == [32, 112]


def test_a_series_name_keeps_off_other_series():
    own, other = path([(20, 100), (180, 100)]), path([(20, 130), (180, 130)])
    spot = alone(Label([SIZE], own, own_ink=own), ink=[*own, *other])
    assert spot.box[1] < 100


@pytest.mark.parametrize("seed", range(4))
def test_words_at_many_marks_overlap_nowhere_and_are_at_their_own(seed):
    given = random.Random(seed)
    marks = [(given.uniform(10, 990), given.uniform(10, 390), 4.0, 4.0) for _ in range(40)]
    labels = [Label([(given.uniform(8, 40), 8.0)], [mark], (1, 0)) for mark in marks]
    spots = place_labels(labels, [], marks, (500.0, 200.0, 500.0, 200.0))
    assert None not in spots
    for one, two in itertools.combinations(spots, 2):
        assert not meet(one.box, two.box)
    for spot, mark in zip(spots, marks, strict=True):
        assert spot.leader or gap(spot.box, mark) <= 12
    assert sum(bool(spot.leader) for spot in spots) < 8
