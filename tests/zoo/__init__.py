"""The zoo: stored readings of sheets by many makers in many layouts, with their true records.

``NAME.json.gz`` in a maker's folder holds what the readers gave of one file, and what its sheets say;
``known.json`` beside them what is read otherwise today. ``python -m tests.zoo`` tells how they are read.
"""
