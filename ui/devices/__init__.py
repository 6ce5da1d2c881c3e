"""The Devices page: who waits for consent, who is admitted, what each is set to, and what was not understood.

page             joins the parts
access           what the page reads and asks; handed in by the window
pending          devices that wait for consent
table            the devices, their model and view
detail           one device: channels, information, options, removal
options_form     what the operator decides about one device
answers          what a device says of itself when asked
add_form         a new device, with the values to type into it
camera_values    what to type into a camera
suggestions      free identifiers for devices and channels
anomaly_table    bad input
"""
