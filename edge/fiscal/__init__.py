"""Brazilian fiscal law as pure functions: NFC-e layout 4.00 (model 65).

No I/O besides the tables and the schema that are installed with the package; no clock and no
randomness. Values go in, bytes come out, and the bytes that were signed are never written again.
"""
