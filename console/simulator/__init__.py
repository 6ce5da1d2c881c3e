"""The other side: simulated cameras and recorders on real sockets, which register with a platform.

Its texts are literal and its decoders its own; of our protocol code it uses SIP, RTP and the multiplexer only, so that
an error in our MANSCDP, SDP, MANSRTSP or PTZ code cannot hide behind its mirror image.

site             what there is to simulate: the demo site, plain cameras
personality      how a device speaks where it is free to
faults           what goes wrong with it; faulty_agent: below what our SIP stack would do
device           SimulatedDevice: one of them on real sockets, for tests and the program
registration     REGISTER, keepalives, sign-off
messenger        MESSAGEs to the platform
requests         reading its orders; answers: obeying and answering them
manscdp_texts    what is answered, literally
ptz_command      reading the 8-byte front-end command
calls            INVITE; session_texts: SDP and MANSRTSP as a device has them
media_port       sockets for media; stream: the media of one call
channel          one camera: its world, its head, its recordings
recordings       what it has kept
sources          threads that make pictures, live and recorded
picture          what the cameras see
encoder, tone    coding pictures and sound
media_sender     program stream and RTP over UDP and TCP
clock            the wall clock, read here
program          the devices of one process; launcher: one process each; __main__: the command line
"""
