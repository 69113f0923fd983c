"""What looks wrong is held: it counts nowhere, and the version before it stays in effect."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.warehouse.given import BUNDLED, GivenReview, Judged, given, scrambled, version

# --- value_jump

given(version("tenfold", 1, "3000000"), version("tenfold", 2, "30000000"))
given(version("almost-tenfold", 1, "3000000"), version("almost-tenfold", 2, "29999999.99"))
given(version("tenth", 1, "3000000"), version("tenth", 2, "300000"))
given(version("over-a-tenth", 1, "3000000"), version("over-a-tenth", 2, "300000.01"))


def test_a_version_with_ten_times_the_value_is_held_and_the_one_before_it_counts(
    judged: Judged,
) -> None:
    assert judged.rules("tenfold@2") == {"value_jump"}
    assert judged.is_held("tenfold@2")
    assert judged.counted("tenfold") == ["tenfold@1"]
    assert judged.value("tenfold") == Decimal("3000000")
    assert judged.found("tenfold@2", "value_jump") == (
        "total USD 30000000.00 after 3000000.00, US$ 30000000.00 after 3000000.00"
    )


def test_a_version_with_a_tenth_of_the_value_is_held(judged: Judged) -> None:
    assert judged.rules("tenth@2") == {"value_jump"}
    assert judged.counted("tenth") == ["tenth@1"]


@pytest.mark.parametrize("pledge", ["almost-tenfold", "over-a-tenth"])
def test_a_change_by_less_than_the_factor_takes_effect(judged: Judged, pledge: str) -> None:
    assert judged.rules(f"{pledge}@2") == set()
    assert judged.counted(pledge) == [f"{pledge}@2"]


given(
    version("slip", 1, "3000000"),
    version("slip", 2, "3000000000", status="in_progress"),
    version("slip", 3, "4000000"),
)


def test_a_correction_is_compared_with_what_was_right_before(judged: Judged) -> None:
    assert judged.is_held("slip@2")
    assert judged.rules("slip@3") == set()
    assert judged.counted("slip") == ["slip@3"]


given(
    version("silence", 1, "3000000"),
    version("silence", 2, None),
    version("silence", 3, "3000000000"),
)


def test_a_version_without_an_amount_does_not_hide_a_jump(judged: Judged) -> None:
    assert judged.rules("silence@2") == set()
    assert judged.rules("silence@3") == {"value_jump"}
    assert judged.counted("silence") == ["silence@2"]


given(
    version("people", 1, "5000", amount_basis="people", currency_code=None),
    version("people", 2, "5000000", amount_basis="people", currency_code=None),
    version("other-unit", 1, "5000", amount_basis="people", currency_code=None),
    version("other-unit", 2, "5000000"),
)


def test_numbers_of_people_jump_as_well_and_units_are_not_mixed(judged: Judged) -> None:
    assert judged.rules("people@2") == {"value_jump"}
    assert judged.rules("other-unit@2") == set()


given(
    version("accepted-jump", 1, "3000000"),
    version("accepted-jump", 2, "300000000"),
    version("accepted-jump", 3, "310000000"),
    version("rejected-jump", 1, "3000000"),
    version("rejected-jump", 2, "300000000"),
    GivenReview("held_version", "accepted-jump@2", "value_jump", "accepted"),
    GivenReview("held_version", "rejected-jump@2", "value_jump", "rejected"),
)


def test_an_accepted_jump_takes_effect_and_is_the_measure_for_the_next_version(
    judged: Judged,
) -> None:
    assert judged.rules("accepted-jump@2") == {"value_jump"}
    assert not judged.is_held("accepted-jump@2")
    assert judged.rules("accepted-jump@3") == set()
    assert judged.counted("accepted-jump") == ["accepted-jump@3"]


def test_a_rejected_jump_never_takes_effect(judged: Judged) -> None:
    assert judged.is_held("rejected-jump@2")
    assert judged.counted("rejected-jump") == ["rejected-jump@1"]


given(
    version("not-odd", 1, "3000000"),
    version("not-odd", 2, "3000001"),
    GivenReview("held_version", "not-odd@2", "mass_withdrawal", "rejected"),
)


def test_a_rejection_stands_when_the_rule_finds_nothing_odd_any_more(judged: Judged) -> None:
    assert judged.is_held("not-odd@2")
    assert judged.counted("not-odd") == ["not-odd@1"]


given(
    version("decided-twice", 1, "3000000"),
    version("decided-twice", 2, "300000000"),
    GivenReview("held_version", "decided-twice@2", "value_jump", "accepted"),
    GivenReview(
        "held_version", "decided-twice@2", "value_jump", "rejected",
        decided_on=date(2026, 2, 1), taken_here=False,
    ),
)  # fmt: skip


def test_a_decision_of_this_warehouse_goes_before_a_later_one_of_the_snapshot(
    judged: Judged,
) -> None:
    assert judged.counted("decided-twice") == ["decided-twice@2"]


# --- value_out_of_entity_range, value_beyond_the_target

RANGE = [scrambled("an entity with a range")]
given(
    version("range-small", 1, "150000000", entities=RANGE, announced="2023-01-01"),
    version("range-below", 1, "1499999999.99", entities=RANGE, announced="2023-06-01"),
    version("range-at", 1, "14999999999.90", entities=RANGE, announced="2024-01-01"),
    version("range-next", 1, "20000000000", entities=RANGE, announced="2024-06-01"),
)
UNDER = [scrambled("an entity of small values")]
given(
    version("under-first", 1, "10", entities=UNDER, announced="2023-01-01"),
    version("under-floor", 1, "999999999.99", entities=UNDER, announced="2024-01-01"),
    version("under-at-floor", 1, "10000000000", entities=UNDER, announced="2023-06-01"),
)
given(version("alone", 1, "99999999999.99"), version("whole-target", 1, "100000000000"))


def test_ten_times_the_largest_earlier_pledge_of_the_entity_is_held(judged: Judged) -> None:
    assert judged.rules("range-at@1") == {"value_out_of_entity_range"}
    assert judged.rules("under-at-floor@1") == {"value_out_of_entity_range"}
    assert judged.counted("range-at", "under-at-floor") == []
    assert "1499999999.99" in judged.rows(
        "select expected from core.fct_pledge_version_suspicions"
        " where pledge_version_id = 'range-at@1'"
    )[0][0]  # fmt: skip


def test_values_just_below_the_factor_or_the_floor_count(judged: Judged) -> None:
    assert judged.rules("range-below@1") == set()
    assert judged.rules("under-floor@1") == set()
    assert judged.counted("range-below", "under-floor") == ["range-below@1", "under-floor@1"]


def test_a_held_value_does_not_vouch_for_the_next_one(judged: Judged) -> None:
    assert judged.is_held("range-next@1")


def test_a_first_pledge_is_held_from_the_target_of_all_pledges_up(judged: Judged) -> None:
    assert judged.rules("alone@1") == set()
    assert judged.rules("whole-target@1") == {"value_beyond_the_target"}


ACCEPTED_RANGE = [scrambled("an entity that grew")]
given(
    version("grew-0", 1, "100000000", entities=ACCEPTED_RANGE, announced="2023-01-01"),
    version("grew-1", 1, "9000000000", entities=ACCEPTED_RANGE, announced="2024-01-01"),
    version("grew-2", 1, "12000000000", entities=ACCEPTED_RANGE, announced="2024-06-01"),
    version("grew-1", 2, "9100000000", entities=ACCEPTED_RANGE, announced="2024-07-01"),
    GivenReview("held_version", "grew-1@1", "value_out_of_entity_range", "accepted"),
)


def test_an_accepted_value_is_the_measure_for_later_ones(judged: Judged) -> None:
    assert not judged.is_held("grew-1@1")
    assert judged.rules("grew-2@1") == set()
    assert judged.counted("grew-1", "grew-2") == ["grew-1@2", "grew-2@1"]


# --- conflicting_versions

given(
    version("contradicted", 1, "3000000"),
    version("contradicted", 2, "4000000", file="one.csv"),
    version("contradicted", 2, "5000000", file="two.csv"),
    version("same-twice", 1, "3000000", file="one.csv"),
    version("same-twice", 1, "3000000", file="two.csv", notes="sent again"),
    version("known", 1, "3000000", file=BUNDLED),
    version("known", 1, "9000000", file="one.csv"),
)


def test_submissions_that_contradict_each_other_are_held(judged: Judged) -> None:
    assert judged.rules("contradicted@2") == {"conflicting_versions"}
    assert "amount" in judged.found("contradicted@2", "conflicting_versions")
    assert judged.counted("contradicted") == ["contradicted@1"]


def test_the_same_content_in_two_files_is_no_conflict(judged: Judged) -> None:
    assert judged.rules("same-twice@1") == set()
    assert judged.value("same-twice") == Decimal("3000000")


def test_what_the_snapshot_says_stands_against_a_submission_under_the_same_number(
    judged: Judged,
) -> None:
    assert judged.rules("known@1") == {"conflicting_versions"}
    assert not judged.is_held("known@1")
    assert judged.value("known") == Decimal("3000000")


# --- dollars_far_from_converted

given(
    version("dollars-apart", amount="1000000", currency_code="EUR",
            value_usd_stated=Decimal("3000000")),
    version("dollars-too-few", amount="1000000", currency_code="EUR",
            value_usd_stated=Decimal("100000")),
    version("dollars-near", amount="1000000", currency_code="EUR",
            value_usd_stated=Decimal("1200000")),
)  # fmt: skip


@pytest.mark.parametrize("pledge", ["dollars-apart", "dollars-too-few"])
def test_dollars_far_from_the_amount_converted_hold_a_version(judged: Judged, pledge: str) -> None:
    assert judged.rules(f"{pledge}@1") == {"dollars_far_from_converted"}
    assert judged.is_held(f"{pledge}@1")


def test_dollars_near_the_amount_converted_count_as_stated(judged: Judged) -> None:
    assert judged.rules("dollars-near@1") == set()
    assert judged.value("dollars-near") == Decimal("1200000")
