"""Sockets of the console process and of simulated devices.

link       Link: requests and calls as coroutines; what services and the simulator use
calls      requests that wait for a reply, calls in both directions
driver     runs a SIP user agent on the event loop
udp, tcp   the two transports
sockets    binding, and the way to a peer
admission  who may be read at all
"""
