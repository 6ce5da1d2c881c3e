"""What things are: frozen values without behaviour that needs a clock, a socket or a library.

clock        China Standard Time, in which every device speaks
identity     20-digit identifiers and what their type code says
peer         where a SIP message comes from or goes to
device       a registered device and what the operator decided about it
device_answers  what a device says of itself when asked
catalog      the items of a device's catalog: areas, groups, channels
media        transports, purposes and health of a stream
records      recordings of a device: spans, clips, a search and its completeness
ptz          motions of a camera and its presets
settings     what settings.toml says
setting_checks  what each setting may be
failure      why something an operator asked for did not happen
"""
