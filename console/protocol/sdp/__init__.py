"""Session descriptions (RFC 8866), with the y= and f= lines GB/T 28181 adds.

description   SessionDescription: parse leniently, encode strictly
"""
