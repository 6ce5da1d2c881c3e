"""What GB/T 28181 carries inside SIP: XML (MANSCDP), playback control (MANSRTSP), PTZ commands, the SDP of an INVITE.

edition             what each edition of the standard writes differently
text                character sets of XML bodies
markup, vocabulary  XML from strangers: limits, repair, and what the parser may remember
manscdp             the XML messages: reading any, writing queries, controls and answers
times, ssrc         dates without a zone; the y= line
catalog             Catalog queries and answers
records             RecordInfo queries and answers
presets             PresetQuery and its answers
device_status       DeviceInfo and DeviceStatus
notify              what devices tell unasked: Keepalive, MediaStatus, Alarm
control             DeviceControl: PTZ and key frames
collect             puts an answer together that comes in many messages
ptz                 the 8-byte front-end command
mansrtsp            pause, seek and speed inside a playback
media_description   the SDP offer of an INVITE and its answer
"""
