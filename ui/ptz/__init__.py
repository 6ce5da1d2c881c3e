"""Steering a camera: whatever is pressed becomes a motion, and everything else is a stop.

push         what can be pressed, and the motion that several pushes make together
helm         holds pushes of all hands against one channel, renews its motion, and lets go
pad          eight directions round a stop
keys         the keyboard of the wall as a hand at the helm
hold_pair    two buttons that work while they are held
preset_book  the stored positions of channels, and what becomes of calling, saving and deleting them
preset_row   paints a stored position
preset_box   the stored positions of one channel under mouse and keys
news         what the panel tells of motions and stored positions
access       what the panel needs of the program
panel        all of it for the selected channel
"""
