"""The receiver process: every media socket, RTP, program stream and recording. It never decodes a picture.

receiver     Receiver: orders from the console, one loop over all sockets
ports        PortAllocator: which ports of the range are free and rested
carriers     the three ways media comes: UDP, TCP passive, TCP active
session      Session: one stream from packets to timed access units
timeline     one media time in seconds out of what senders stamp
meter        what a session counts
feed         PictureFeed: which access units go to the decoder, and again to its successor
decoders     DecoderPool: starts, watches and replaces decoder processes
recording    Recording: a thread that writes one file
mp4          Mp4File: access units to a fragmented MP4
g711         A-law and mu-law to samples
"""
