"""SIP without sockets or clock (RFC 3261 and what GB/T 28181 devices make of it).

headers            header values: addresses, URIs, Via, CSeq; SipError
message            requests and responses, parsed and encoded
stream             messages cut out of a TCP stream
digest             challenges and credentials, both sides
transaction        the four machines, one instance per request
transaction_layer  which message belongs to which transaction
dialog, dialogs    calls, and which of them a request belongs to
caller, callee     INVITE from either end
composer           requests that begin something
inspection         what is checked before a request is served
timers             who must be woken when
events             what a user agent tells its driver
user_agent         all of it together: UserAgent
"""
