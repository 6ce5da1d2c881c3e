import socket

import pytest

from console.model.failure import AddressInUse
from console.model.peer import Transport
from console.network import sockets
from console.network.sockets import bind_both, local_host
from tests.network.links import LOOPBACK


class TestBinding:
    def test_both_sockets_have_one_port(self):
        datagrams, stream = bind_both(LOOPBACK, 0)
        with datagrams, stream:
            assert datagrams.getsockname() == stream.getsockname()

    def test_a_port_that_is_free_with_one_transport_only_is_not_taken(self, monkeypatch):
        bind = sockets._bind
        refused: list[int] = []

        def refuse_twice(unbound: socket.socket, address: str, port: int, transport: Transport) -> socket.socket:
            if transport is Transport.TCP and len(refused) < 2:
                refused.append(port)
                unbound.close()
                raise AddressInUse(address, port, transport)
            return bind(unbound, address, port, transport)

        monkeypatch.setattr(sockets, "_bind", refuse_twice)
        datagrams, stream = bind_both(LOOPBACK, 0)
        with datagrams, stream:
            assert datagrams.getsockname()[1] not in refused

    def test_of_two_that_start_together_one_is_told(self):
        datagrams, stream = bind_both(LOOPBACK, 0)
        with datagrams, stream:
            datagrams.close()  # only the TCP port is left to collide
            with pytest.raises(AddressInUse) as failure:
                bind_both(LOOPBACK, stream.getsockname()[1])
        assert failure.value.transport == "TCP"

    def test_but_one_that_was_asked_for_is_not_exchanged(self):
        with socket.socket() as taken:
            taken.bind((LOOPBACK, 0))
            taken.listen()
            with pytest.raises(AddressInUse):
                bind_both(LOOPBACK, taken.getsockname()[1])

    def test_it_is_given_up_in_the_end(self, monkeypatch):
        def refuse(unbound: socket.socket, address: str, port: int, transport: Transport) -> socket.socket:
            if transport is Transport.UDP:
                unbound.bind((address, port))
                return unbound
            unbound.close()
            raise AddressInUse(address, port, transport)

        monkeypatch.setattr(sockets, "_bind", refuse)
        with pytest.raises(AddressInUse):
            bind_both(LOOPBACK, 0)

    def test_a_big_receive_buffer_is_asked_for(self):
        datagrams, stream = bind_both(LOOPBACK, 0)
        with datagrams, stream, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plain:
            usual = plain.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
            # The system may clamp it, to the usual size even.
            assert datagrams.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) >= usual


class TestRoutes:
    def test_the_interface_that_leads_to_a_peer(self):
        assert local_host("127.0.0.9", 5060) == "127.0.0.1"

    def test_where_none_does(self):
        assert local_host("255.255.255.255", 5060) == ""
