"""The keys of tills."""

from __future__ import annotations

import re
import subprocess

from edge.provisioning.till_keys import is_key, key_sha256, new_till_key


def test_a_key_opens_its_own_hash_and_no_other() -> None:
    key, other = new_till_key(), new_till_key()
    assert is_key(key.secret, key.sha256)
    assert not is_key(other.secret, key.sha256)
    assert not is_key("", key.sha256)


def test_keys_are_long_random_and_plain() -> None:
    keys = {new_till_key().secret for _ in range(100)}
    assert len(keys) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", key) for key in keys)


def test_the_hash_is_what_sha256sum_says() -> None:
    key = new_till_key()
    told = subprocess.run(["sha256sum"], input=key.secret.encode(), capture_output=True, check=True)
    assert told.stdout.split()[0].decode() == key.sha256 == key_sha256(key.secret)
