import pytest

from console.model.setting_checks import (
    TEXT_CHECKS,
    SettingReason,
    check_address,
    check_domain,
    check_id,
    check_language,
    check_media_address,
    check_password,
    check_port,
    check_ports,
    check_theme,
    check_transport,
    parse_ports,
)
from console.model.settings import PortRange, Settings

R = SettingReason


@pytest.mark.parametrize(
    ("check", "value"),
    [
        (check_id, "34020000002000000001"),
        (check_domain, "3402000000"),
        (check_domain, "3402000000.spvmn.cn"),
        (check_domain, "10.1.1.2:5060"),
        (check_address, "0.0.0.0"),
        (check_address, "::"),
        (check_address, "127.0.0.1"),
        (check_port, 1),
        (check_port, 65535),
        (check_password, ""),
        (check_password, "Sesame-42 !~"),
        (check_transport, "auto"),
        (check_transport, "tcp-active"),
        (check_ports, "30000-30999"),
        (check_ports, " 30000 - 30001 "),
        (check_ports, "30001-30003"),
        (check_media_address, "auto"),
        (check_media_address, "192.168.1.9"),
        (check_media_address, "fd00::1"),
        (check_language, "zh"),
        (check_theme, "light"),
    ],
)
def test_good_values_meet_no_objection(check, value):
    assert check(value) is None


@pytest.mark.parametrize(
    ("check", "value", "reason"),
    [
        (check_id, "3402000000200000001", R.NOT_AN_ID),
        (check_id, "3402000000200000000a", R.NOT_AN_ID),
        (check_id, "", R.NOT_AN_ID),
        (check_domain, "", R.NOT_A_DOMAIN),
        (check_domain, "a b", R.NOT_A_DOMAIN),
        (check_domain, "域", R.NOT_A_DOMAIN),
        (check_domain, "x" * 65, R.NOT_A_DOMAIN),
        (check_address, "auto", R.NOT_AN_ADDRESS),
        (check_address, "localhost", R.NOT_AN_ADDRESS),
        (check_address, "10.0.0.256", R.NOT_AN_ADDRESS),
        (check_port, 0, R.NOT_A_PORT),
        (check_port, 65536, R.NOT_A_PORT),
        (check_password, "门", R.NOT_TYPABLE),
        (check_password, "a\tb", R.NOT_TYPABLE),
        (check_password, "x" * 65, R.TOO_LONG),
        (check_transport, "tcp", R.NOT_A_CHOICE),
        (check_ports, "30000", R.NOT_A_PORT_RANGE),
        (check_ports, "80-30999", R.NOT_A_PORT_RANGE),
        (check_ports, "31000-30000", R.NOT_A_PORT_RANGE),
        (check_ports, "30000-70000", R.NOT_A_PORT_RANGE),
        (check_ports, "30000-30000", R.TOO_FEW_PORTS),
        (check_ports, "30001-30002", R.TOO_FEW_PORTS),
        (check_media_address, "camera", R.NOT_AN_ADDRESS),
        (check_media_address, "0.0.0.0", R.NOT_FOR_MEDIA),
        (check_media_address, "239.1.1.1", R.NOT_FOR_MEDIA),
        (check_media_address, "255.255.255.255", R.NOT_FOR_MEDIA),
        (check_language, "fr", R.NOT_A_CHOICE),
        (check_theme, "auto", R.NOT_A_CHOICE),
    ],
)
def test_bad_values_are_refused_with_the_reason(check, value, reason):
    objection = check(value)
    assert objection is not None
    assert objection.reason is reason
    assert objection.text


def test_a_password_is_never_repeated_in_an_objection():
    objection = check_password("geheim-门")
    assert objection is not None
    assert "geheim" not in objection.text


def test_ports_that_passed_are_a_range():
    assert parse_ports(" 30000 - 30999 ") == PortRange(30000, 30999)


def test_the_defaults_pass_their_own_checks():
    defaults = Settings()
    for (section, key), check in TEXT_CHECKS.items():
        value = getattr(getattr(defaults, section), key)
        assert check("auto" if value is None else str(value)) is None
    assert check_port(defaults.sip.port) is None
