"""What flags, the environment and `byline.toml` set, and which of them is in force.

table.py     every setting: its section and name, kind, default, variable and flag
file.py      find `byline.toml`, read it and check it
in_force.py  a flag before the environment before the file; hand the values to what uses them
"""
