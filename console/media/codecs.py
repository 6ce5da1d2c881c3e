"""Which coded pictures are decoded at all; FFmpeg knows hundreds of codecs, and opens what it is told to."""

DECODABLE = frozenset(("h264", "hevc", "mpeg4", "mjpeg"))
