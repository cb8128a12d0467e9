"""The world itself: the crossing happened as its people would tell it."""

from portico.casework.selectors import get_case, known_cases
from portico.kernel.actor import acting


def test_the_case_is_with_its_worker_and_the_desk_knows_only_that(world):
    worker, desk = world.actor("social_worker"), world.actor("desk_operator")
    with acting(worker):
        assert get_case(actor=worker, key=world.case.pk).manager_id == world.memberships["social_worker"].pk
    with acting(desk):
        assert [case.manager_name for case in known_cases(actor=desk, person_id=world.person.pk)]
