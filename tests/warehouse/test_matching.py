"""Rules propose what may be one; only a reviewed decision merges."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.warehouse.given import (
    BUNDLED,
    GivenReview,
    GivenVersion,
    Judged,
    given,
    scrambled,
    version,
)

PLACES = ["KEN", "RWA"]


def report(
    pledge: str, entities: list[str], amount: str | None, title: str, **columns: object
) -> GivenVersion:
    return version(pledge, 1, amount, entities=entities, title=title, places=PLACES, **columns)  # type: ignore[arg-type]


# --- one entity in two spellings

given(
    version("spelled-1", entities=["Zarnikov Networks"], announced="2022-01-01"),
    version("spelled-2", entities=["ZARNIKÓV Networks Ltd."], amount="77"),
    version("typed", entities=["Zarnikow Networks"], amount="78"),
    version("acronym-1", entities=["Union of Quiet Carriers (UQC)"], announced="2022-01-01"),
    version("acronym-2", entities=["UQC"], amount="79"),
    version("other", entities=["Zanzibar Cable Company"], amount="80"),
)


@pytest.mark.parametrize(
    ("left", "right", "rule"),
    [
        ("zarnikov-networks-ltd", "zarnikov-networks", "same_name_but_for_form"),
        ("zarnikow-networks", "zarnikov-networks", "close_spelling"),
        ("uqc", "union-of-quiet-carriers-uqc", "acronym_in_brackets"),
    ],
)
def test_two_spellings_are_proposed_and_not_merged(
    judged: Judged, left: str, right: str, rule: str
) -> None:
    assert (left, right, rule, "open") in judged.matches(left)
    ((both,),) = judged.rows(
        "select count(*) from core.dim_entities where list_contains(?, entity_id)", [left, right]
    )
    assert both == 2


def test_different_names_are_not_proposed(judged: Judged) -> None:
    assert judged.matches("zanzibar-cable-company") == []


given(
    version("merged-1", entities=["Quillon Telecom"], announced="2022-01-01"),
    version("merged-2", entities=["Quillon Telecoms"], amount="81"),
    version("merged-3", entities=["Telecom Quillon SA"], amount="82"),
    GivenReview("same_entity", "quillon-telecoms", "quillon-telecom", "accepted"),
    GivenReview("same_entity", "telecom-quillon-sa", "quillon-telecoms", "accepted"),
    version("apart-1", entities=["Brightwell Academy"], announced="2022-01-01"),
    version("apart-2", entities=["Brightwell Academy Foundation"], amount="83"),
    GivenReview("same_entity", "brightwell-academy-foundation", "brightwell-academy", "rejected"),
)


def test_accepted_spellings_become_one_entity_however_they_chain(judged: Judged) -> None:
    assert judged.rows(
        "select entity_id, entity_name, spellings from core.dim_entities"
        " where spellings like '%Quillon%'"
    ) == [("quillon-telecom", "Quillon Telecom", "Quillon Telecom, Quillon Telecoms, "
           "Telecom Quillon SA")]  # fmt: skip
    decisions = {decision for _, _, _, decision in judged.matches("quillon-telecoms")}
    assert decisions == {"accepted"}


def test_a_rejected_match_stays_listed_and_apart(judged: Judged) -> None:
    assert judged.matches("brightwell-academy") == [
        ("brightwell-academy-foundation", "brightwell-academy", "same_name_but_for_form",
         "rejected")
    ]  # fmt: skip
    assert judged.rows("from core.dim_entities where entity_id = 'brightwell-academy-foundation'")


# --- a pledge under another id

OWNER = [scrambled("an owner of networks")]
TITLE = "Fibre backbone along the northern corridor"
given(
    report("original", OWNER, "5000000", TITLE, file=BUNDLED, announced="2024-05-01"),
    report("copied", OWNER, "5000000", "Fibre backbone along the northern corridors"),
    report("same-sum", OWNER, "5000000", "Scholarships for engineers", sector="Academia",
           file="scholarships.csv"),
)  # fmt: skip


def test_a_pledge_copied_under_another_id_does_not_change_the_total(judged: Judged) -> None:
    assert judged.rules("copied@1") == {"possible_copy"}
    assert judged.counted("original", "copied") == ["original@1"]
    assert judged.value("original", "copied") == Decimal("5000000")
    assert judged.rules("original@1") == set()


def test_one_sum_for_the_same_places_in_another_file_is_held_whatever_its_title(
    judged: Judged,
) -> None:
    assert judged.rules("same-sum@1") == {"possible_copy"}
    assert "same_entity_amount_and_places" in {
        rule for left, right, rule, _ in judged.matches("same-sum") if right == "original"
    }


SERIES = [scrambled("an owner of a series")]
given(
    report("phase-1", SERIES, "5100000", "Schools online in the valley, phase 1"),
    report("phase-2", SERIES, "5100000", "Schools online in the valley, phase 2"),
    report("side-by-side", SERIES, "5100000", "Tablets for nurses"),
)


def test_numbered_pledges_handed_in_side_by_side_are_listed_and_count(judged: Judged) -> None:
    assert judged.counted("phase-1", "phase-2", "side-by-side") == [
        "phase-1@1",
        "phase-2@1",
        "side-by-side@1",
    ]
    assert {rule for _, _, rule, _ in judged.matches("phase-1", "phase-2")} == {
        "same_entity_and_amount"
    }


def test_what_waits_is_named_in_the_suspicion(judged: Judged) -> None:
    found = judged.found("copied@1", "possible_copy")
    assert "copied@1 / original@1" in found
    assert "same entity, same amount, similar title, same places" in found


SUMS = [scrambled("an owner of sums")]
given(
    version("sum-1", 1, "6100000", entities=SUMS, title="Solar panels for schools"),
    version("sum-2", 1, "6100000", entities=SUMS, title="Handsets without luxury tax"),
    version("near-1", 1, "8000000", entities=SUMS, title="Towers on islands"),
    version("near-2", 1, "8160000", entities=SUMS, title="Courses for nurses"),
    version("far-2", 1, "8490000", entities=SUMS, title="Quantum laboratories"),
)


def test_a_weaker_likeness_is_listed_and_holds_nothing(judged: Judged) -> None:
    pairs = judged.matches("sum-1", "near-1", "far-2")
    assert ("sum-2", "sum-1", "same_entity_and_amount", "open") in pairs
    assert ("near-2", "near-1", "same_entity_and_close_value", "open") in pairs
    assert not [pair for pair in pairs if "far-2" in pair]
    assert judged.counted("sum-1", "sum-2", "near-1", "near-2") == [
        "near-1@1", "near-2@1", "sum-1@1", "sum-2@1",
    ]  # fmt: skip


SCHOOL = "Courses in coding for girls of the coast"
given(
    report("policy", [scrambled("a school")], None, SCHOOL, file=BUNDLED),
    report("policy-copy", [scrambled("a school")], None, SCHOOL),
    report("respelled-1", ["Corvane Holding"], "6400000", "Masts on the southern islands"),
    report("respelled-2", ["Corvane"], "6400000", "Masts on the southern islands",
           announced="2024-02-01"),
)  # fmt: skip


def test_a_copy_without_an_amount_does_not_add_a_pledge(judged: Judged) -> None:
    assert judged.counted("policy", "policy-copy") == ["policy@1"]


def test_a_copy_under_another_spelling_of_the_entity_is_held(judged: Judged) -> None:
    assert judged.counted("respelled-1", "respelled-2") == ["respelled-1@1"]


# --- joint pledges

JOINT = "Community networks in twelve districts"
PARTNERS = [scrambled("partner one"), scrambled("partner two")]
given(
    report("joint-a", PARTNERS, "7000000", JOINT, file="partner-one.csv"),
    report("joint-b", PARTNERS[::-1], "7000000", JOINT, file="partner-two.csv",
           announced="2024-01-09"),
    report("lone-a", [scrambled("lone one")], "7300000", "Ferries with free internet",
           file="lone-one.csv"),
    report("lone-b", [scrambled("lone two")], "7300000", "Ferries with free internet",
           file="lone-two.csv", announced="2024-01-09"),
)  # fmt: skip


@pytest.mark.parametrize("name", ["joint", "lone"])
def test_a_joint_pledge_reported_by_two_partners_counts_once(judged: Judged, name: str) -> None:
    assert judged.matches(f"{name}-b") == [
        (f"{name}-b", f"{name}-a", "same_amount_title_places_and_period", "open")
    ]
    assert judged.counted(f"{name}-a", f"{name}-b") == [f"{name}-a@1"]


# --- decided commitments

SHARED = [scrambled("an owner that reports twice")]
given(
    report("first", SHARED, "9000000", "Data centre at the port", file=BUNDLED),
    report("second", SHARED, "9000000", "Data centre at the port", announced="2024-03-01"),
    report("third", SHARED, "9000000", "Data centre at the port", announced="2024-04-01"),
    report("separate", SHARED, "9000000", "Data centre at the port!", announced="2024-05-01"),
    GivenReview("same_commitment", "second", "first", "accepted"),
    GivenReview("same_commitment", "third", "second", "accepted"),
    *(GivenReview("same_commitment", "separate", other, "rejected")
      for other in ("first", "second", "third")),
    GivenReview("same_commitment", "third", "first", "accepted"),
)  # fmt: skip


def test_accepted_reports_share_a_commitment_and_the_right_one_counts(judged: Judged) -> None:
    assert judged.rows(
        "select pledge_id, commitment_id, not_counted_because, held_because"
        " from core.fct_pledge_versions where pledge_id in ('first', 'second', 'third') order by 1"
    ) == [
        ("first", "first", None, None),
        ("second", "first", "other_report_of_the_same_commitment", None),
        ("third", "first", "other_report_of_the_same_commitment", None),
    ]


def test_a_rejected_match_lets_both_count(judged: Judged) -> None:
    assert judged.rules("separate@1") == set()
    assert judged.value("first", "second", "third", "separate") == Decimal("18000000")


given(
    version("named-1", 1, "31000000", title="Cables"),
    version("named-2", 1, "93000000", title="Kabel"),
    GivenReview("same_commitment", "named-2", "named-1", "accepted"),
)


def test_a_person_may_name_a_pair_that_no_rule_proposed(judged: Judged) -> None:
    assert judged.matches("named-2") == [("named-2", "named-1", "named_by_a_reviewer", "accepted")]
    assert judged.value("named-1", "named-2") == Decimal("31000000")
