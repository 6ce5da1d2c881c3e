"""The MPEG program stream as GB/T 28181 cameras send it (ISO/IEC 13818-1, gb28181.md section 10).

access_unit      AccessUnit: one coded picture, or the sound of one packet
start_codes      where units begin; PackProgress follows their lengths while a frame arrives
pes              PES headers, clock stamps and their wrap
stream_map       the program stream map: which stream holds which codec
nal              NAL units: what a picture is made of, whether it is a key frame, which codec it really is
parameter_sets   picture size out of sequence parameter sets
adts             headers of AAC
demuxer          ProgramStreamDemuxer
sniff            what a payload holds, whatever was announced
muxer            ProgramStreamMuxer, for the simulator and tests
"""
