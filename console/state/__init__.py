"""What is true now. Plain synchronous objects that say when they change; they know neither Qt nor the wire.

signal      connect and emit
devices     accepted devices and those that wait for consent
catalogs    what each device's catalog says, and how complete the last answer was
trace       every message sent and received, in a ring
anomalies   bad input: counted, logged at a limited rate, shown to an engineer
"""
