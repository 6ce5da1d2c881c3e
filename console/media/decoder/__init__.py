"""A decoder process: coded pictures in by a pipe, pixels out into shared memory. No sockets, little rights.

decoder          Decoder: orders and access units to streams, and the threads that decode
stream_decoder   StreamDecoder: one stream's codec, its queue and what is left out when time is short
outputs          Output: one size of the pictures, in shared memory
limits           what this process may do
"""
