"""Trains the second reader of transfers (``kg.extraction.opinion``); needs torch, and does not ship.

What comes in: the passages with gold transfers in ``passages/``.  What goes out: ``kg/extraction/opinion/weights``.
The passages were written for this training and are in the public domain (CC0); their deals are invented or altered.
"""
