"""Standing in for a colleague: from the first day to the last, not the day after."""

import datetime as dt

import pytest
from django.utils import timezone

from portico.accounts.models import Membership, Substitution
from portico.accounts.selectors import active_memberships, current_substitutions, substitutions
from portico.accounts.services import end_substitution, substitute
from portico.casework import selectors as casework
from portico.kernel.actor import acting, system_actor
from portico.kernel.errors import DomainError, NotAllowed, NotVisible
from tests.casework.test_pages import Browser
from tests.factories import actor_of, make_membership

TODAY = timezone.localdate()


def days(number):
    return TODAY + dt.timedelta(days=number)


@pytest.fixture
def polo(net, active):
    """`net.worker` manages a case; `net.away` is another worker of another unit of the same organisation."""
    with acting(system_actor(net.ambito.pk)):
        unit = type(net.pole).objects.create(
            ambito=net.ambito, organisation=net.pole.organisation, code="segretariato", name="Segretariato"
        )
    net.memberships["nearby"] = make_membership(ambito=net.ambito, role="social_worker", unit=unit)
    net.memberships["manager"] = make_membership(
        ambito=net.ambito, role="org_manager", organisation=net.pole.organisation, with_unit=False
    )
    return net


def fresh(net, name):
    return actor_of(net.memberships[name])


def stand_in(net, actor, starts=0, ends=5, absent="worker", by="nearby"):
    with acting(actor):
        return substitute(
            actor=actor,
            absent=net.memberships[absent],
            substitute=net.memberships[by],
            starts_on=days(starts),
            ends_on=days(ends),
        )


@pytest.mark.parametrize(("starts", "ends", "sees"), [(0, 0, True), (-3, 0, True), (0, 5, True), (1, 5, False)])
def test_the_substitute_sees_from_the_first_day_to_the_last(polo, active, starts, ends, sees):
    assert polo.worker.user_token not in fresh(polo, "nearby").tokens
    stand_in(polo, polo.worker, starts, ends)
    nearby = fresh(polo, "nearby")
    assert (polo.worker.user_token in nearby.tokens) is sees
    with acting(nearby):
        assert casework.my_cases(actor=nearby).exists() is sees


def test_not_the_day_after(polo):
    row = stand_in(polo, polo.worker, -5, 0)
    with acting(polo.worker):
        Substitution.objects.filter(pk=row.pk).update(ends_on=days(-1))
    assert polo.worker.user_token not in fresh(polo, "nearby").tokens


def test_a_token_of_its_own_is_all_that_is_lent(polo):
    stand_in(polo, polo.worker)
    nearby = fresh(polo, "nearby")
    assert polo.worker.tokens[0] not in nearby.tokens
    assert nearby.tokens[0] == nearby.main_token != polo.worker.user_token


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("worker", True),
        ("coordinator", True),
        ("manager", True),
        ("colleague", False),
        ("other_coordinator", False),
        ("desk", False),
    ],
)
def test_who_may_arrange_it(polo, who, may):
    actor = fresh(polo, who)
    if may:
        assert stand_in(polo, actor).substitute_id == polo.memberships["nearby"].pk
    else:
        with pytest.raises(NotAllowed):
            stand_in(polo, actor)


def test_what_makes_no_sense_is_refused(polo):
    with pytest.raises(DomainError):
        stand_in(polo, polo.worker, 5, 1)
    with pytest.raises(DomainError):
        stand_in(polo, polo.worker, -9, -2)
    with pytest.raises(DomainError):
        stand_in(polo, polo.worker, by="worker")
    with pytest.raises(DomainError):
        stand_in(polo, polo.worker, by="desk")
    with pytest.raises(DomainError):
        stand_in(polo, polo.worker, 0, 900)
    stand_in(polo, polo.worker, 0, 5)
    with pytest.raises(DomainError):
        stand_in(polo, polo.worker, 5, 9, by="colleague")
    assert stand_in(polo, polo.worker, 6, 9, by="colleague")


def test_coming_back_early_takes_it_away_at_once(polo):
    row = stand_in(polo, polo.worker, -2, 5)
    with acting(polo.worker):
        end_substitution(actor=polo.worker, substitution_id=row.pk)
    assert polo.worker.user_token not in fresh(polo, "nearby").tokens
    future = stand_in(polo, polo.worker, 10, 12)
    with acting(polo.colleague), pytest.raises(NotVisible):
        end_substitution(actor=polo.colleague, substitution_id=future.pk)
    with acting(polo.worker):
        end_substitution(actor=polo.worker, substitution_id=future.pk)
        assert [item.pk for item in substitutions(actor=polo.worker)] == [row.pk]


def test_the_frame_says_so_to_both(polo):
    stand_in(polo, polo.worker, 0, 5)
    nearby = fresh(polo, "nearby")
    with acting(nearby):
        [told] = current_substitutions(actor=nearby)
        assert told.mine and str(polo.memberships["worker"].user) in told.text
    with acting(polo.worker):
        [told] = current_substitutions(actor=polo.worker)
        assert not told.mine and str(polo.memberships["nearby"].user) in told.text
    with acting(polo.colleague):
        assert current_substitutions(actor=polo.colleague) == []


def test_the_page_lists_adds_and_ends(polo):
    browser = Browser(polo.memberships["coordinator"])
    data = {
        "absent": str(polo.worker.membership_id),
        "substitute": str(polo.memberships["nearby"].pk),
        "starts_on": TODAY.isoformat(),
        "ends_on": days(3).isoformat(),
        "reason": "ferie",
    }
    assert browser.send("accounts:substitutions", {**data, "ends_on": days(-3).isoformat()}).status_code == 422
    assert browser.send("accounts:substitutions", data).status_code == 302
    page = browser.open("accounts:substitutions").content.decode()
    assert "in corso" in page and "ferie" in page
    with acting(polo.coordinator):
        row = Substitution.objects.get()
    assert browser.send("accounts:end_substitution", key=row.pk).status_code == 302
    assert Browser(polo.memberships["desk"]).send("accounts:end_substitution", key=row.pk).status_code == 404


def test_an_ended_membership_stands_in_for_nobody(polo):
    stand_in(polo, polo.worker)
    with acting(system_actor(polo.ambito.pk)):
        Membership.objects.filter(pk=polo.memberships["nearby"].pk).update(ends_on=TODAY)
    assert active_memberships(polo.memberships["nearby"].user_id) == []
