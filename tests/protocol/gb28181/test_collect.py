import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.protocol.gb28181.collect import IDLE, Collector

Pairs = list[tuple[str, str]]


def pairs(*numbers: int) -> Pairs:
    return [(f"id{number}", f"item {number}") for number in numbers]


@pytest.fixture
def collector() -> Collector[str, str]:
    return Collector(100.0, first_within=15.0, whole_within=60.0)


class TestComplete:
    """GB/T 28181-2022 annex M: SumNum announces what all messages of an answer hold together."""

    def test_one_message_is_enough_for_a_small_answer(self, collector):
        collector.add(2, pairs(1, 2), 101.0)
        assert collector.is_complete
        assert collector.is_finished(101.0)
        assert collector.items == ("item 1", "item 2")

    def test_nothing_to_tell_is_complete_at_once(self, collector):
        collector.add(0, [], 101.0)
        assert collector.is_complete
        assert collector.items == ()

    def test_messages_may_come_in_any_order_and_size(self, collector):
        for part in (pairs(5), pairs(1, 2, 3), pairs(4)):
            assert not collector.is_complete
            collector.add(5, part, 101.0)
        assert collector.is_complete
        assert set(collector.items) == {f"item {number}" for number in range(1, 6)}

    def test_a_repeated_message_does_not_count(self, collector):
        collector.add(3, pairs(1, 2), 101.0)
        collector.add(3, pairs(1, 2), 101.1)
        assert (collector.received, collector.is_complete) == (2, False)
        collector.add(3, pairs(2, 3), 101.2)  # cut differently the second time
        assert (collector.received, collector.is_complete) == (3, True)

    def test_a_channel_listed_twice_counts_twice_and_the_last_one_stays(self, collector):
        collector.add(2, [("id1", "under the recorder"), ("id1", "under the group")], 101.0)
        assert collector.is_complete
        assert collector.items == ("under the group",)

    def test_the_same_item_twice_in_one_message_counts_twice(self, collector):
        collector.add(2, pairs(1, 1), 101.0)
        assert collector.is_complete

    def test_an_unreadable_item_has_come_all_the_same(self, collector):
        collector.add(3, pairs(1, 2), 101.0, unreadable=1)
        assert collector.is_complete
        assert collector.unreadable == 1

    def test_a_repeated_message_does_not_count_its_unreadable_items_again(self, collector):
        collector.add(4, pairs(1), 101.0, unreadable=1)
        collector.add(4, pairs(1), 101.0, unreadable=1)
        assert (collector.unreadable, collector.is_complete) == (1, False)


class TestWrongTotal:
    def test_zero_with_items_is_no_total(self, collector):
        collector.add(0, pairs(1), 101.0)
        assert collector.total is None
        assert not collector.is_complete
        assert collector.is_finished(101.0 + IDLE)

    def test_zero_first_and_items_later_is_no_total(self, collector):
        collector.add(0, [], 101.0)
        collector.add(0, pairs(1), 101.0)
        assert not collector.is_complete

    def test_none_at_all_ends_by_silence(self, collector):
        collector.add(None, pairs(1, 2), 101.0)
        assert not collector.is_finished(101.0 + IDLE - 0.01)
        assert collector.is_finished(101.0 + IDLE)
        assert not collector.is_complete

    def test_too_high_ends_by_silence_and_is_partial(self, collector):
        collector.add(9, pairs(1, 2), 101.0)
        assert collector.deadline == 101.0 + IDLE
        assert collector.is_finished(101.0 + IDLE)
        assert not collector.is_complete
        assert collector.items == ("item 1", "item 2")

    def test_of_different_totals_the_highest_counts(self, collector):
        collector.add(3, pairs(1), 101.0)
        collector.add(2, pairs(2), 101.0)
        assert not collector.is_complete
        collector.add(2, pairs(3), 101.0)
        assert collector.is_complete

    def test_late_messages_are_still_taken(self, collector):
        collector.add(1, pairs(1), 101.0)
        assert collector.is_complete
        collector.add(1, pairs(2), 101.0)
        assert collector.items == ("item 1", "item 2")

    def test_more_than_announced_may_be_waited_for(self):
        collector: Collector[str, str] = Collector(100.0, first_within=15.0, whole_within=60.0, settle=0.5)
        collector.add(1, pairs(1), 101.0)
        assert collector.is_complete
        assert not collector.is_finished(101.4)
        collector.add(1, pairs(2), 101.4)
        assert collector.is_finished(101.9)
        assert collector.items == ("item 1", "item 2")


class TestTime:
    def test_the_first_message_has_its_own_deadline(self, collector):
        assert collector.deadline == 115.0
        assert not collector.is_finished(114.9)
        assert collector.is_finished(115.0)
        assert not collector.is_complete

    def test_each_message_gives_more_time(self, collector):
        for second in range(101, 140, 3):
            assert not collector.is_finished(float(second))
            collector.add(100, pairs(second), float(second))

    def test_but_not_beyond_the_whole(self, collector):
        now = 101.0
        while not collector.is_finished(now):
            collector.add(10_000, pairs(int(now)), now)
            now += 1.0
        assert now == 160.0


class TestLimit:
    def test_an_endless_answer_ends(self):
        collector: Collector[str, str] = Collector(0.0, first_within=15, whole_within=60, limit=5)
        collector.add(1_000_000, pairs(1, 2, 3), 1.0)
        collector.add(1_000_000, pairs(4, 5, 6, 7), 1.0)
        assert len(collector.items) == collector.received == 5
        assert collector.is_finished(1.0)
        assert not collector.is_complete


class TestProperties:
    @given(st.integers(1, 40), st.integers(1, 7), st.randoms(use_true_random=False))
    def test_any_cut_order_and_repetition_gives_the_same_items(self, count: int, size: int, order: random.Random):
        parts = [pairs(*range(start, min(start + size, count))) for start in range(0, count, size)]
        sent = parts + order.choices(parts, k=3)
        order.shuffle(sent)
        collector: Collector[str, str] = Collector(0.0, first_within=15, whole_within=60)
        for part in sent:
            collector.add(count, part, 1.0)
        assert collector.is_complete
        assert set(collector.items) == {value for part in parts for _, value in part}

    @given(st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 9)), st.lists(st.integers(0, 9), max_size=4))))
    def test_whatever_is_announced_nothing_is_lost_or_invented(self, messages):
        collector: Collector[str, str] = Collector(0.0, first_within=15, whole_within=60)
        for total, numbers in messages:
            collector.add(total, pairs(*numbers), 1.0)
        assert set(collector.items) == {f"item {number}" for _, numbers in messages for number in numbers}
