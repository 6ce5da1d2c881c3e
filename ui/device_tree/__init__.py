"""Devices and their channels as a tree: thousands of rows that change while an operator looks at them.

branches        where the items of one device hang and how many are on line, kept up to date item by item
forest          all devices: takes the changes in, in slices, and answers searches
node            a row of the tree as Qt sees it
node_model      rows made as branches are opened, and kept in step
model           the Qt model over the forest
row             what a row shows
delegate        paints it
view            the tree view: painting, keys, mouse
memory          what was open and selected
menu            what can be done with a row
footer          the selected row in words
panel           filter box, tree, footer and what stands there while it is empty
channel_drag    channels on their way to the wall
"""
