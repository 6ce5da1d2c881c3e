"""RTP as GB/T 28181 cameras send it (RFC 3550), over UDP or inside a TCP stream (RFC 4571).

packet        RtpPacket: parse and encode; RtpError
sequence      16-bit numbers that wrap
reorder       ReorderBuffer: put right what the network mixed up, drop duplicates, mark losses
statistics    ReceptionStatistics: loss and jitter
rtcp          receiver reports out, sender reports in
framing       StreamDeframer: packets out of a TCP stream; frame_packet
jobs          FrameGrouper: the packets of one video frame
latch         SourceLatch: which sender and SSRC a port listens to
packetizer    RtpPacketizer: frames to packets, for the simulator and tests
"""
