"""The product without a window: everything Vigil does, free of Qt.

application   builds the parts and starts and stops them
services      what an operator can do, as coroutines that read like sentences
simulator     the other side: simulated cameras and recorders on real sockets
network       sockets of this process: SIP over UDP and TCP
media         the receiver and decoder processes and the shared memory that brings pictures back
store         settings, passwords and the database
state         what is true now, with signals
protocol      bytes to values and back; no sockets, clocks or threads
model         what things are: frozen values
"""

__version__ = "0.1.0"
