"""The video wall: channels in tiles, live and recorded.

layout       how a wall is divided: cells on a raster
board        which thing stands at which place, and what of it is on screen
tile         one channel with its view, and what can be said about it now
tiles        what the wall holds, and what becomes of it when the operator acts
face         a tile's state in words
message      where these words go
brush        paints a tile
picture      draws a decoded picture without copying it
frame_clock  the one timer that looks for new pictures
screen       paints all tiles and has pictures made in their size
wall         the screen under mouse and keys
hover_bar    buttons on the tile under the pointer
menu         the context menu of a tile
deeds        what can be done with a tile
bar          layouts, pages and figures, above the wall
"""
