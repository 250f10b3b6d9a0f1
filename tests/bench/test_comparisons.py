"""What is compared exists on our side, and no two rows bear one name."""

from bench.comparisons import COMPARISONS
from bench.ours import fiscal, issuing, signing

OURS = {**fiscal.SUBJECTS, **signing.SUBJECTS, **issuing.SUBJECTS}


def test_every_subject_of_ours_is_one() -> None:
    wanted = {each.ours for each in COMPARISONS}
    wanted |= {each.peer for each in COMPARISONS if each.peer and each.peer_is_ours}
    assert wanted <= OURS.keys()


def test_every_comparison_has_a_name_of_its_own() -> None:
    names = [each.name for each in COMPARISONS]
    assert len(set(names)) == len(names)


def test_a_peer_is_named_where_there_is_one() -> None:
    assert all((each.peer is None) == (each.peer_name is None) for each in COMPARISONS)
