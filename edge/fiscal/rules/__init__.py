"""The rules of SEFAZ that can be judged before signing, named by the rejection they prevent.

A rule is a function ``r<number>`` that raises ``refusal(number, field, …)``; a rule of our own,
where SEFAZ has no number or finds the fault only later, has a word for a name. To add one: write it
in the file of what it judges, put it in ``table.py``, and give it a sentence in
``messages/fiscal.toml``.
"""
