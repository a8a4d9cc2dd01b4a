"""A mapping proposed from a sample: columns known by name and by their values, and the questions that stay open.

What is doubtful is asked, never guessed. Formats are proposed in `formats.sample`; nothing here reads files.
"""
