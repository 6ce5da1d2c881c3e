"""Media: three kinds of process, so that a camera can stop nothing but its own picture.

engine          console side: starts the receiver, gives orders, hands out streams (asyncio only here)
stream          Stream: one media session as services see it
codecs          which codecs are decoded
events          what happens to a stream, as values
frames          pictures in shared memory: PictureRing (console) and PictureWriter (decoder)
shared_block    a named block of shared memory, without Python's resource tracker
marks           what each decoder thread works at, in shared memory: it survives the decoder
process         how the processes are started, in a checkout and in the frozen program
child           a process of ours that talks over its standard streams
pipe            messages over pipes: a JSON header and bytes
receiver/       process: sockets, RTP, program stream, recordings; parent of the decoders
decoder/        process: coded pictures to pixels; no sockets
"""
