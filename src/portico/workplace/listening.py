"""What the page of a new listening is made of: its forms, the people chosen so far, what may follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from portico.desks import selectors as desks
from portico.desks.enums import SubjectRole
from portico.desks.models import Appointment, Desk
from portico.desks.services.encounters import EncounterData
from portico.directory.models import Service
from portico.kernel.actor import Actor
from portico.people.models import Person
from portico.people.selectors import people as own_people
from portico.privacy.selectors import NoticeState, notice_state
from portico.referrals.selectors import sections_for
from portico.workplace.forms.listening import (
    STEPS,
    AppointmentStep,
    NewListeningForm,
    NoticeStep,
    ProposalStep,
    ReferralStep,
    kept,
    people_of,
)
from portico.workplace.services.listening import Listening

LOOK_AHEAD = 30


@dataclass(frozen=True, slots=True)
class Chosen:
    """Somebody of this listening, with the role given and whether they were told about their data."""

    person: Person
    role: str
    notice: NoticeState


class ListeningPage:
    """The forms of a new listening. `data` is what was typed; `bound` says whether it is to be checked now."""

    def __init__(
        self,
        *,
        actor: Actor,
        key: UUID,
        data: QueryDict | None = None,
        bound: bool = False,
        initial: dict[str, Any] | None = None,
        people: list[tuple[UUID, str]] | None = None,
        appointment: Appointment | None = None,
    ) -> None:
        self.actor, self.key, self.data, self.bound, self.appointment = actor, key, data, bound, appointment
        self.desk = _desk_of(actor, appointment)
        self.people = chosen_people(
            actor=actor, people=people if people is not None else people_of(data or QueryDict())
        )
        self.day = _day(self.desk, data)
        self.main = self._form(NewListeningForm, "", True, initial=initial, actor=actor, desk=self.desk)
        self.notice = self._form(NoticeStep, "nt", True, initial={"language": self._language()})
        self.steps = {
            "appointment": self._step(
                AppointmentStep, "ap", "appointment", offered=self._slots(), initial={"day": self.day}
            ),
            "referral": self._step(
                ReferralStep, "re", "referral", services=_services(actor), offered=self.sections, initial={}
            ),
            "proposal": self._step(ProposalStep, "pr", "proposal", actor=actor, initial={}),
        }

    def _form(self, kind: type[forms.Form], prefix: str, bound: bool, initial: Any = None, **kwargs: Any) -> Any:
        first = {**(initial or {}), **(kept(kind, self.data, prefix) if self.data is not None else {})}
        return kind(self.data if self.bound and bound else None, prefix=prefix or None, initial=first, **kwargs)

    def _step(self, kind: type[forms.Form], prefix: str, name: str, **kwargs: Any) -> Any:
        """Checked only when it was chosen; what was typed stays there in any case."""
        return self._form(kind, prefix, name in self.chosen_steps, **kwargs)

    @property
    def chosen_steps(self) -> list[str]:
        """What follows, as ticked: a desk is needed to book."""
        ticked = self.data.getlist("outcomes") if self.data is not None else []
        return [name for name, code in STEPS.items() if code in ticked and (name != "appointment" or self.desk)]

    @property
    def sections(self) -> list[Any]:
        """What may go with a referral of the first person the listening is for."""
        first = next((item for item in self.people if item.role == SubjectRole.FOR_WHOM), None)
        return sections_for(actor=self.actor, person_id=first.person.pk) if first else []

    @property
    def forms(self) -> list[Any]:
        """The forms to check: the listening's and those of what was chosen."""
        return [self.main, self.notice, *(self.steps[name] for name in self.chosen_steps)]

    def is_valid(self) -> bool:
        # Each is asked, so that everything wrong is told at once.
        return not [form for form in self.forms if not form.is_valid()]

    def listening(self) -> Listening:
        """What the service takes, once everything is valid."""
        values = self.main.encounter_values()
        minutes = values["minutes"] or 0
        values["happened_at"] = values["happened_at"] or timezone.now() - timedelta(minutes=minutes)
        said = self.notice.cleaned_data
        return Listening(
            encounter=EncounterData(
                people=[(item.person.pk, item.role) for item in self.people],
                desk_id=self.desk.pk if self.desk else None,
                appointment_id=self.appointment.pk if self.appointment else None,
                **values,
            ),
            notice=said if said["outcome"] else None,
            appointment=self._typed(
                "appointment", ("starts_at", "minutes", "notes"), desk_id=self.desk and self.desk.pk
            ),
            referral=self._typed("referral", ("asked", "reason", "sections"), service="service_id"),
            proposal=self._typed("proposal", ("area", "reason"), unit="unit_id"),
            draft=self.key,
        )

    def _typed(self, name: str, plain: tuple[str, ...], **keys: Any) -> dict[str, Any] | None:
        if name not in self.chosen_steps:
            return None
        data = self.steps[name].cleaned_data
        values = {field: data[field] for field in plain}
        for field, target in keys.items():
            if field in data:
                values[target] = data[field].pk
            else:
                values[field] = target
        return values

    def _slots(self) -> list[Any]:
        return desks.free_slots(actor=self.actor, desk=self.desk, day=self.day) if self.desk and self.day else []

    def _language(self) -> str:
        spoken = [row.language for item in self.people for row in item.person.languages.all()]
        return spoken[0] if spoken else "it"


def chosen_people(*, actor: Actor, people: list[tuple[UUID, str]]) -> list[Chosen]:
    """The people chosen that are the actor's own, in the order they were chosen."""
    found = (
        own_people(actor=actor).filter(pk__in=[key for key, _role in people]).prefetch_related("languages").in_bulk()
    )
    return [Chosen(found[key], role, notice_state(actor=actor, person_id=key)) for key, role in people if key in found]


def _desk_of(actor: Actor, appointment: Appointment | None) -> Desk | None:
    mine = desks.my_desks(actor=actor)
    if appointment is not None:
        return next((desk for desk in mine if desk.pk == appointment.desk_id), None)
    return mine[0] if mine else None


def _day(desk: Desk | None, data: QueryDict | None) -> date | None:
    """The day asked for; else the first one the desk is open, from tomorrow."""
    try:
        return date.fromisoformat(data.get("ap-day", "") if data else "")
    except ValueError:
        pass
    if desk is None:
        return None
    tomorrow = timezone.localdate() + timedelta(days=1)
    days = (tomorrow + timedelta(days=number) for number in range(LOOK_AHEAD))
    return next((day for day in days if desks.opening_of(desk, day).is_open), tomorrow)


def _services(actor: Actor) -> Any:
    """Active services of others, by title."""
    return (
        Service.objects.filter(ambito_id=actor.ambito_id, status=Service.Status.ACTIVE)
        .exclude(Q(unit_id=actor.unit_id, unit_id__isnull=False))
        .select_related("organisation")
        .order_by("title", "id")
    )
