from console.media.marks import Marks, Work


class TestMarks:
    """Reliability F29: the guilty stream is known after the decoder died."""

    def test_work_is_seen_from_outside_until_it_is_done(self) -> None:
        ours = Marks.create(2)
        theirs = Marks.attach(ours.name, 2)
        theirs.begin(1, 0, 7, 10.5)
        theirs.begin(1, 3, 8, 9.25)
        assert ours.work(1) == [Work(8, 9.25), Work(7, 10.5)]
        assert ours.work(0) == []
        theirs.end(1, 3)
        assert ours.work(1) == [Work(7, 10.5)]
        theirs.close()
        assert ours.work(1) == [Work(7, 10.5)]
        ours.clear(1)
        assert ours.work(1) == []
        ours.close()
