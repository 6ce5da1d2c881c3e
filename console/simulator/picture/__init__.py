"""What the simulated cameras see.

coverage, colour, canvas, brush   drawing: shapes, colours, the unmoving world and what moves upon it
daylight, motion, sprites         how light it is, where things are, what they look like
outdoors, indoors, world          the places, and one of them painted and lit
camera                            the pan-tilt head: where it looks at a time
glyphs, time_code                 burnt-in letters, and the channel and time for machines
scene                             one camera's pictures, all of the above together
"""
