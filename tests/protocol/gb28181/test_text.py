import random

import pytest

from console.protocol.gb28181.edition import Edition
from console.protocol.gb28181.text import Charset, ManscdpError, decode_text, encode_text

NAME = "东门摄像机"
RARE = "镕喆䶮𠮷"  # GBK, GB18030 two octets, GB18030 four octets, beyond the basic plane


def decode(body: bytes) -> str:
    return decode_text(body).text


class TestDecode:
    """GB/T 28181-2022 6.10: GB18030 for all; 2016: GB2312. Devices: anything, under any label."""

    @pytest.mark.parametrize(
        "label", ["GB2312", "gb2312", "GB-2312", "GBK", "GB18030-2022", "UTF-8", "", None, "x-mac"]
    )
    @pytest.mark.parametrize("charset", ["gb18030", "utf-8"])
    def test_the_bytes_count_not_the_label(self, label, charset):
        declaration = "" if label is None else f'<?xml version="1.0" encoding="{label}"?>'
        text, used = decode_text((declaration + f"<a>{NAME}</a>").encode(charset))
        assert text == f"<a>{NAME}</a>"
        assert used is (Charset.UTF_8 if charset == "utf-8" else Charset.GB18030)

    @pytest.mark.parametrize("charset", ["gb18030", "utf-8"])
    def test_rare_characters_under_a_gb2312_label_are_read(self, charset):
        body = f'<?xml version="1.0" encoding="GB2312"?><a>门{RARE}</a>'.encode(charset)
        assert decode(body) == f"<a>门{RARE}</a>"

    def test_ascii_is_ascii_whatever_it_is_called(self):
        assert decode_text(b'<?xml version="1.0" encoding="UTF-16"?><a/>') == ("<a/>", Charset.ASCII)

    def test_a_byte_order_mark_means_utf8(self):
        assert decode_text(b"\xef\xbb\xbf" + f"<a>{NAME}</a>".encode()) == (f"<a>{NAME}</a>", Charset.UTF_8)
        assert decode("\ufeff<a>门</a>".encode("gb18030")) == "<a>门</a>"

    def test_blanks_and_nuls_around_are_cut(self):
        assert decode(b"\0\r\n \t<a/>\r\n\0\0") == "<a/>"

    def test_the_label_decides_between_readings_that_fit(self):
        latin = "é".encode()  # as GB18030 it is a Chinese character
        assert decode(b"<?xml version='1.0' encoding='utf-8'?>" + latin) == "é"
        assert decode(latin) == latin.decode("gb18030")

    def test_utf8_without_chinese_that_is_no_gb18030_is_utf8(self):
        assert decode_text("<a>5 €</a>".encode()) == ("<a>5 €</a>", Charset.UTF_8)

    @pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
    def test_a_character_cut_in_half_costs_only_itself(self, charset):
        whole = NAME.encode(charset)
        body = f"<Name>{NAME}</Name><Name>".encode(charset) + whole[:-1] + "</Name><Name>车库</Name>".encode(charset)
        assert decode(body) == f"<Name>{NAME}</Name><Name>{NAME[:-1]}\ufffd</Name><Name>车库</Name>"

    @pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
    def test_wide_encodings_that_could_hide_markup_are_refused(self, charset):
        with pytest.raises(ManscdpError):
            decode('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode(charset))

    def test_utf7_is_plain_text_not_markup(self):
        assert decode(b"<?xml version='1.0' encoding='UTF-7'?>+ADwAIQ-DOCTYPE") == "+ADwAIQ-DOCTYPE"

    @pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
    @pytest.mark.parametrize("length", [1, 2, 3, 4, 6])
    def test_no_random_name_is_read_wrongly(self, charset, length):
        """As measured in the study of character sets: none of thousands, in either encoding and without a label."""
        randomness = random.Random(f"{charset} {length}")
        common = [character for row in range(16, 56) for character in _gb2312_row(row)]  # level 1, in everyday use
        for _ in range(2000):
            name = "".join(randomness.choices(common, k=length))
            body = f"<a>{name}</a>".encode(charset)
            assert decode(body) == f"<a>{name}</a>"

    @pytest.mark.parametrize("length", [2, 3, 4, 8])
    def test_no_damaged_gb_text_is_taken_for_utf8(self, length):
        randomness = random.Random(length)
        common = [character for row in range(16, 56) for character in _gb2312_row(row)]
        for _ in range(2000):
            name = "".join(randomness.choices(common, k=length))
            body = f"<a>{name}".encode("gb18030")[:-1] + b"</a>"
            assert decode_text(body).charset is Charset.GB18030


def _gb2312_row(row: int) -> str:
    cells = range(1, 90 if row == 55 else 95)
    return bytes(octet for cell in cells for octet in (row + 0xA0, cell + 0xA0)).decode("gb2312")


class TestEncode:
    def test_older_editions_are_told_gb2312(self):
        body = encode_text("<a>镕</a>", Edition.V2016)
        assert body == '<?xml version="1.0" encoding="GB2312"?>\r\n<a>镕</a>'.encode("gb18030")

    def test_the_2022_edition_is_told_gb18030(self):
        assert encode_text("<a/>", Edition.V2022).startswith(b'<?xml version="1.0" encoding="GB18030"?>')

    def test_what_has_no_encoding_does_not_stop_a_message(self):
        assert encode_text("<a>\ud800</a>", Edition.V2016).endswith(b"<a>?</a>")
