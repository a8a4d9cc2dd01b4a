"""What people edit, as YAML and templates, and the small typed loaders that check it.

Belongs here: anything a collector, a creditor's operator or a judge could change. Does not belong here: steps that
compute with it (`pipelines`).
"""
