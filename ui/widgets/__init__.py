"""Small parts that every page is made of. They know no service and no device, only what they are told to show.

translated      the base of widgets with words of their own
label           plain-text labels: elided, wrapped, and tooltips that a device's text cannot turn into markup
surface         backgrounds, rules and buttons by their meaning
state_mark      the shape and colour of a state
search_field    the filter box
empty_state     what stands where nothing is yet
badge           a word on a coloured plate
notice          a message that does not stop anybody
section         headings
value_row       a value to copy
facts           names and values to read
confirm         a second press instead of a box
listening       to the state, as long as a widget lives
fields          text fields that refuse wrong values in place, and passwords
"""
