"""Files of the console: settings, passwords and the database.

paths           where each of them lies
files           writing a file so that it is whole or not there
settings_file   settings.toml, which people edit, too
secrets         passwords: the system's keyring, or a file of our own
database        devices, catalogs and views in SQLite
rows            devices and catalog items as the database keeps them
"""
