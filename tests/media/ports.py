"""Ports that are free right now; other test runs may share this machine."""

import random
import socket

HOST = "127.0.0.1"


def free_ports(count: int = 2) -> int:
    """The first, an even one, of `count` ports in a row that are free for UDP and TCP."""
    while True:
        first = random.randrange(22_000, 28_000, 2)
        if all(_is_free(port) for port in range(first, first + count)):
            return first


def _is_free(port: int) -> bool:
    with socket.socket() as tcp, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        try:
            tcp.bind((HOST, port))
            udp.bind((HOST, port))
        except OSError:
            return False
        return True
