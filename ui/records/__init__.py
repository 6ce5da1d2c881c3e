"""Recordings: what was recorded, when, and how it is seen again or fetched.

panel          joins the parts and says what the operator wants
access         what the panel reads and asks; handed in by the window
searches       the searched channels, and what was found so far
spans          which stretches of time can be asked for
search_words   how a search stands, in words
search_bar     channels, day or span, type
chips          the channels, each to be removed
clip_list      the recordings as a list, or why there are none
clip_table     the table and its model
scale          seconds and pixels, and where the ruler is marked
track          the recordings of one channel, for painting and pointing
timeline       the recordings of all channels over time, and where playing has come to
timeline_parts what the timeline is painted of
time_box       zooming, panning and selecting by mouse
bubble         a few words on the timeline
selection_bar  the selected stretch, to be downloaded
player_bar     pause, steps, speed and the clock of the recording on the wall
follower       looks at that recording, four times a second
download_list  files being fetched, and those that were
download_row   one of them
folder_choice  where they go
"""
