"""Trains the language network with torch; nothing that ships imports this room.

What comes in: treebanks, names and a pretrained encoder.  What goes out: the folder that ``kg.language.network`` reads.
"""
