"""One pandera model per table, named as the table; a module per stage.

Every column is described; the description becomes the column's comment in the warehouse. `Config.metadata["key"]` names
the columns that identify a row. Records between two steps (`intake`) are modelled too, but are no tables.
"""
