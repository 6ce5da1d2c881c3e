"""The Settings page.

page             the form, with the values to type into a camera beside it
form             the fields of settings.toml and what is wrong with them
local_addresses  the addresses of this computer
"""
