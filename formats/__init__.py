"""Syntax: bytes to frames of text, and back. No business meaning.

A module per format. Readers give text with the place it came from; writers are their inverse, for what leaves the hub
and for synthetic files.
"""
