"""News articles in, a knowledge graph of who supplies which military equipment to whom out.

An article walks through the rooms in this order::

    articles → language → extractors (run by extraction) → resolve → triples → check → store → query → canned → report

``builder`` wires them, ``cli`` and ``web`` are the edges, ``model`` and ``terms`` what they share.

Example:
    >>> import kg
    >>> claims = kg.extract("Russia delivered 12 Su-35 fighters to Egypt.", date="2020-07-01")
    >>> kg.build(["seeds"], store="kg-store")
    >>> kg.open("kg-store").query("SELECT * WHERE { ?claim a at:ArmsTransfer } LIMIT 5")
"""

__version__ = "0.1.0"
