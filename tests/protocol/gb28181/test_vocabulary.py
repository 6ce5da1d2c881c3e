"""libxml2 never forgets a name, so names are limited before it sees them (measured: 36 octets for each)."""

import time

import pytest
from lxml import etree

from console.protocol.gb28181.vocabulary import Vocabulary


def names_in(text: str) -> set[str]:
    """Every name that the parser gets to know from a prepared text."""
    root = etree.fromstring(text)
    assert not root.nsmap
    return {str(node.tag) for node in root.iter()} | {str(key) for node in root.iter() for key in node.attrib}


class TestLimit:
    def test_what_devices_invent_is_forgotten_beyond_the_limit(self) -> None:
        vocabulary = Vocabulary(limit=20)
        seen: set[str] = set()
        for number in range(200):
            text = f'<R n="1"><E{number} a{number}="2"/><F{number}>x</F{number}></R>'
            seen |= names_in(vocabulary.prepare(text))
        assert len(seen) <= 20

    def test_known_names_go_on_being_read(self) -> None:
        vocabulary = Vocabulary(limit=4)
        assert vocabulary.prepare('<R Num="1"><A>x</A></R>') == '<R Num="1"><A>x</A></R>'
        prepared = vocabulary.prepare('<R Num="1" Kind="2"><A>x</A><B/><C>y</C></R>')
        assert prepared == '<R Num="1"><A>x</A><Unknown/><Unknown>y</Unknown></R>'


class TestWhatNeverReachesTheParser:
    @pytest.mark.parametrize(
        ("text", "prepared"),
        [
            ("<?xml-stylesheet href='x'?><R/>", "<R/>"),
            ("<R>&invented;</R>", "<R>&amp;invented;</R>"),
            ('<a:R xmlns:a="http://x/1"><a:B a:c="1" c="2"/></a:R>', '<R><B c="1"/></R>'),
            ("<R><![CDATA[<b>&c;]]></R>", "<R>&lt;b&gt;&amp;c;</R>"),
        ],
    )
    def test_is_taken_out(self, text: str, prepared: str) -> None:
        assert Vocabulary().prepare(text) == prepared


class TestTime:
    @pytest.mark.parametrize(
        "token", ["<", "</", "<a", "<a ", " a=", ' a="', " a='", "&", "<?", "<![CDATA[", "x:", " ", "<a:b ", '<a b="<']
    )
    def test_grows_with_the_length_alone(self, token: str) -> None:
        vocabulary = Vocabulary(limit=1)
        begun = time.process_time()
        vocabulary.prepare(token * (300_000 // len(token)))
        assert time.process_time() - begun < 2.0  # quadratic search would take minutes
