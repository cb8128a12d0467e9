"""From a desk's proposal to the closing, as the people who do it."""

from portico.casework import selectors
from portico.casework.services import (
    add_member,
    close_case,
    hand_over,
    reopen_case,
    resume_case,
    suspend_case,
)
from portico.kernel.actor import acting


def test_a_case_goes_from_a_desk_to_a_pole_to_another_and_ends(net, active):
    with acting(net.worker):
        assert selectors.get_case(actor=net.worker, key=active.pk).state == "active"
        add_member(actor=net.worker, case_id=active.pk, membership_id=net.tutor.membership_id, role="case_contributor")
        suspend_case(actor=net.worker, case_id=active.pk, reason="hospital")
        resume_case(actor=net.worker, case_id=active.pk)
    with acting(net.tutor):
        assert selectors.get_case(actor=net.tutor, key=active.pk)
    with acting(net.worker):
        hand_over(
            actor=net.worker,
            case_id=active.pk,
            to_unit_id=net.other_pole.pk,
            to_manager_id=net.other_worker.membership_id,
            reason="Cambio di residenza",
        )
    with acting(net.other_worker):
        close_case(actor=net.other_worker, case_id=active.pk, reason="autonomy")
        reopen_case(actor=net.other_worker, case_id=active.pk, reason="È tornata")
        closed = close_case(actor=net.other_worker, case_id=active.pk, reason="autonomy")
    assert closed.state == "closed"
