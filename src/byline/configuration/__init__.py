"""Settings from flags, the environment and `byline.toml`.

table.py     every setting: its section and name, kind, default, variable and flag
file.py      find `byline.toml`, read it and check it
in_force.py  precedence: flags, then the environment, then the file; pass the values on
"""
