"""Bytes to values and back: no sockets, clocks, threads or randomness; time comes in as an argument.

sip        messages, transactions, dialogs, digest and the user agent (RFC 3261)
sdp        session descriptions (RFC 8866) with the y= and f= lines of GB/T 28181
gb28181    MANSCDP, MANSRTSP, PTZ commands, the media description of an INVITE
rtp        packets, reordering, TCP framing, reception statistics (RFC 3550, RFC 4571)
mpeg       the program stream: demuxer, and a muxer for the simulator and tests (ISO/IEC 13818-1)
"""
