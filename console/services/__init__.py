"""What an operator can do: coroutines that read as sentences and raise the failures of model/failure.py.

clock         the time, handed in so that tests move it by hand
tasks         coroutines that belong to an owner
registrar     REGISTER, the pending list, keepalives, online and offline
messages      MESSAGE in and out: who may speak, and who waits for what
replies       a query and the Response messages that answer it
catalog       asks for catalogs and keeps state/catalogs.py up to date
queries       device information and status
records       searches recordings
sessions      one INVITE from the bound port to the BYE, for live, playback and download
view          what a tile holds: a state, a picture, a size
live          live views: one session per channel, shared by its views, opened again by itself
playback      views into the past
download      recordings into files
ptz           motions with a guaranteed stop, and presets
"""
