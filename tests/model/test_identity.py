"""Identifiers and what they tell (protocol reference, section 1)."""

import pytest

from console.model.identity import NodeKind, domain_of, is_acceptable_id, node_kind


@pytest.mark.parametrize(
    ("node_id", "kind"),
    [
        ("44", NodeKind.CIVIL_AREA),
        ("44010200", NodeKind.CIVIL_AREA),
        ("44010200492000000001", NodeKind.SYSTEM),
        ("44010200492150000001", NodeKind.BUSINESS_GROUP),
        ("44010200492160000001", NodeKind.VIRTUAL_ORGANIZATION),
        ("44010200491180000007", NodeKind.RECORDER),
        ("44010200491310000101", NodeKind.CAMERA),
        ("44010200491320000101", NodeKind.CAMERA),
        ("44010200491340000001", NodeKind.ALARM_INPUT),
        ("44010200491370000001", NodeKind.VOICE_OUTPUT),
        ("44010200496000000001", NodeKind.OTHER),
        ("101", NodeKind.OTHER),
    ],
)
def test_length_and_type_code_tell_the_kind(node_id: str, kind: NodeKind) -> None:
    assert node_kind(node_id) is kind


@pytest.mark.parametrize("text", ["", "a b", "../x", "x" * 65, "摄像机", "1\n"])
def test_what_cannot_be_a_key_is_refused(text: str) -> None:
    assert not is_acceptable_id(text)


def test_the_domain_is_the_first_ten_digits() -> None:
    assert domain_of("44010200492000000001") == "4401020049"
