"""Vocabulary and storage of the hub.

Belongs here: closed lists, finding codes, errors, one pandera model per table, and the DuckLake store.
Does not belong here: business meaning, file formats, anything that imports another package of the hub.
"""
