"""Filling in: what is kept, two people at once, the order of priorities, what others read of it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portico.assessment import selectors, services
from portico.assessment.models import AssessmentHistory, AssessmentPriority
from portico.assessment.selectors.results import radar_of, strengths_and_problems, suggested_priorities
from portico.assessment.services import Typed
from portico.events.models import Event
from portico.kernel.actor import acting
from portico.kernel.errors import DomainError
from tests.assessment.conftest import begin, finish, items_of, mark


def sheet(net, assessment, who=None, before=None):
    actor = who or net.worker
    with acting(actor):
        found = selectors.get_assessment(actor=actor, key=assessment.pk)
        return selectors.sheet_of(actor=actor, assessment=found, before=before)


def line(net, assessment, code, who=None):
    return next(item for item in sheet(net, assessment, who).lines if item.item.code == code)


def events(net):
    with acting(net.worker):
        return list(
            Event.objects.filter(object_kind="assessment").order_by("recorded_at").values_list("kind", flat=True)
        )


def test_a_draft_saved_many_times_leaves_neither_event_nor_history(net, draft):
    for level in "123456":
        mark(net, draft, housing__security=level)
    assert events(net) == []
    with acting(net.worker):
        assert AssessmentHistory.objects.count() == 0


def test_questions_about_people_are_asked_of_the_right_ones(net, draft):
    asked = {(item.item.about, item.person.pk if item.person else None) for item in sheet(net, draft).lines}
    assert asked == {("household", None), ("adult", net.person.pk), ("child", net.child.pk)}
    with acting(net.worker), pytest.raises(DomainError):
        mark(net, draft, work__motivation=(net.child.pk, "3", ""))
    with pytest.raises(DomainError):
        mark(net, draft, housing__security="7")
    with pytest.raises(DomainError):
        mark(net, draft, housing__security="yes")


def test_two_people_on_one_draft_overwrite_nothing_of_each_others(net, draft):
    mark(net, draft, housing__security="2", housing__costs="3")
    items = items_of_(net, draft)
    # The colleague opened the page before, and changes something else: theirs and mine both stay.
    with acting(net.colleague):
        clashes = services.save_answers(
            actor=net.colleague,
            assessment_id=draft.pk,
            typed=[
                Typed(items["housing.security"].pk, None, "", ""),
                Typed(items["housing.space"].pk, None, "5"),
            ],
        )
    assert clashes == []
    assert [line(net, draft, f"housing.{code}").mark for code in ("security", "costs", "space")] == ["2", "3", "5"]
    # The same question, marked otherwise without having seen mine: told, not written.
    with acting(net.colleague):
        (clash,) = services.save_answers(
            actor=net.colleague, assessment_id=draft.pk, typed=[Typed(items["housing.security"].pk, None, "6")]
        )
    assert clash.mark == "2" and line(net, draft, "housing.security").mark == "2"
    # Having seen it, it is meant.
    with acting(net.colleague):
        again = [Typed(items["housing.security"].pk, None, "6", mark_seen="2")]
        assert services.save_answers(actor=net.colleague, assessment_id=draft.pk, typed=again) == []
    assert line(net, draft, "housing.security").mark == "6"


def items_of_(net, assessment):
    with acting(net.worker):
        return items_of(assessment)


def test_their_own_words_stand_beside_and_are_walled_as_their_domain(net, draft):
    with acting(net.worker):
        services.save_answers(
            actor=net.worker,
            assessment_id=draft.pk,
            voices={"housing": ("«Un letto mio»", ""), "health": ("«Non dormo»", "")},
        )
    mark(net, draft, housing__security="1")
    finish(net, draft)
    with acting(net.worker):
        services.share_domains(actor=net.worker, assessment_id=draft.pk, domains=["housing"])
    assert {d.code for d in sheet(net, draft).domains if d.voice} == {"housing", "health"}
    assert {d.code for d in sheet(net, draft, net.tutor).domains if d.voice} == {"housing"}


def test_strengths_stand_beside_problems_and_the_most_serious_come_first(net, done):
    strengths, problems = strengths_and_problems(sheet(net, done))
    assert [item.level for item in strengths] == [6, 5]
    assert [item.line.item.code for item in problems] == ["housing.security", "health.physical"]


def test_another_order_than_the_suggested_one_says_why(net, draft):
    mark(net, draft, housing__security="1", housing__costs="2", economic__income="2")
    items = items_of_(net, draft)
    suggested = [(items[code].pk, None) for code in ("housing.security", "housing.costs", "economic.income")]
    with pytest.raises(DomainError) as refused:
        finish(net, draft, ranked=suggested[::-1], reason=" ")
    assert refused.value.field == "reason"
    with pytest.raises(DomainError):
        finish(net, draft, ranked=[suggested[0], suggested[0]])
    with pytest.raises(DomainError):
        finish(net, draft, ranked=[(items["care_load.intensity"].pk, None)])
    with pytest.raises(DomainError):
        finish(net, draft, ranked=suggested[:1], reason="")
    finish(net, draft, ranked=suggested, reason="")
    with acting(net.worker):
        found = selectors.priorities(actor=net.worker, assessment=draft)
        assert [(row.rank, row.suggested, row.reason) for row in found] == [(1, 1, ""), (2, 2, ""), (3, 3, "")]


def test_a_completed_ones_order_changes_with_a_reason_and_keeps_the_old_one(net, done):
    items = items_of_(net, done)
    first, second = (items["housing.security"].pk, None), (items["health.physical"].pk, net.person.pk)
    with acting(net.worker):
        services.reorder_priorities(
            actor=net.worker, assessment_id=done.pk, ranked=[first, second], reason="Come proposto"
        )
        services.reorder_priorities(
            actor=net.worker, assessment_id=done.pk, ranked=[second], reason="Prima la schiena: lo dice lei"
        )
        (row,) = AssessmentPriority.objects.filter(assessment=done)
        assert (row.item_id, row.suggested, row.category) == (second[0], 2, "health")
    assert events(net)[-2:] == ["assessment_reordered", "assessment_reordered"]


def test_a_health_priority_stays_with_who_reads_health(net, draft):
    mark(net, draft, housing__security="1", health__physical=(net.person.pk, "1", ""))
    items = items_of_(net, draft)
    finish(net, draft, ranked=[(items["housing.security"].pk, None), (items["health.physical"].pk, net.person.pk)])
    with acting(net.worker):
        services.share_domains(actor=net.worker, assessment_id=draft.pk, domains=["housing"])
    with acting(net.tutor):
        found = selectors.priorities(actor=net.tutor, assessment=draft)
        assert [row.item.code for row in found] == ["housing.security"]


def test_what_changed_since_the_time_before(net, done):
    newer = begin(net)
    mark(net, newer, housing__security="3", work__motivation=(net.person.pk, "5", ""))
    with acting(net.worker):
        found = sheet(net, newer, before=selectors.get_assessment(actor=net.worker, key=done.pk))
    changes = {item.item.code: item.change for item in found.lines if item.mark}
    assert changes == {"housing.security": 2, "work.motivation": -1}


def test_the_short_one_suggests_and_the_professional_decides(net):
    short = begin(net, kind="preliminary")
    mark(net, short, immediate_danger="yes", housing_risk="no", single_need="no", income_gap="yes")
    suggested = [path for path, _label, _lines in sheet(net, short).suggested]
    assert suggested == ["urgent", "service_project"]
    with pytest.raises(DomainError) as refused:
        finish(net, short)
    assert refused.value.field == "outcome"
    finish(net, short, outcome="listening", outcome_note="Torna giovedì")
    with acting(net.worker):
        short.refresh_from_db()
    assert (short.state, short.outcome) == ("completed", "listening")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    levels=st.lists(
        st.sampled_from(["", "1", "2", "3", "4", "5", "6", "not_relevant", "not_explored"]), min_size=5, max_size=5
    )
)
def test_whatever_is_marked_strengths_and_problems_are_exactly_the_ends(net, draft, levels):
    codes = ["security", "costs", "conditions", "space", "home_management"]
    with acting(net.worker):
        current = {item.item.code: item.mark for item in sheet(net, draft).lines}
        items = items_of(draft)
        services.save_answers(
            actor=net.worker,
            assessment_id=draft.pk,
            typed=[
                Typed(items[f"housing.{code}"].pk, None, level, mark_seen=current[f"housing.{code}"])
                for code, level in zip(codes, levels, strict=True)
            ],
        )
    found = sheet(net, draft)
    strengths, problems = strengths_and_problems(found)
    assert len(strengths) == sum(level in ("5", "6") for level in levels)
    assert len(problems) == sum(level in ("1", "2", "3") for level in levels)
    assert suggested_priorities(found) == problems[:3]
    assert radar_of(found) is None, "one domain is no picture"
