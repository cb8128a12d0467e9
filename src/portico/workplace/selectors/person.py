"""What the person page and the list of people show, each part through its own app's selector.

Budget: the page twenty queries, the list twelve, whatever the number of rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.enums import Category, Level
from portico.access.selectors import levels_on
from portico.casework import selectors as casework
from portico.events.models import EventSubject
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.kernel.words import day_in_words
from portico.people.circle import Circle, circle_of
from portico.people.drawing import Drawing, draw
from portico.people.enums import LifeStatus, PaperKind
from portico.people.models import Address, Contact, Isee, Paper, Person, PersonLanguage
from portico.people.places import citizenship_label
from portico.people.selectors import people, search_people
from portico.people.summary import Summary, newest_paper, summary_of
from portico.plans import selectors as plans
from portico.referrals import selectors as referrals
from portico.thread import timeline

EXPIRING = timedelta(days=60)
QUIET = timedelta(days=60)
CONTACT_KINDS = [
    "person_registered",
    "person_met",
    "encounter_recorded",
    "encounter_identified",
    "encounter_continued",
    "diary_met",
    "appointment_done",
    "appointment_arrived",
    "case_opened",
    "case_accepted",
]
PAGE_SIZE = 25
THREAD_SIZE = 20
TONES = ("danger", "warning", "info")
FEW = 4


# --- one person --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fact:
    """Something urgent: dated, and put aside only with a reason. `key` names it until it changes."""

    key: str
    text: str
    when: date | None
    tone: str
    icon: str


@dataclass(slots=True)
class PersonPage:
    """The page of one person, as far as the actor goes; what is closed to them is None or empty."""

    summary: Summary
    levels: dict[str, Level]
    facts: list[Fact] = field(default_factory=list)
    contacts: list[Contact] | None = None
    addresses: list[Address] = field(default_factory=list)
    isee: Isee | None = None
    circle: Circle | None = None
    drawing: Drawing | None = None
    cases: list[Any] = field(default_factory=list)
    known_cases: list[Any] = field(default_factory=list)

    @property
    def person(self) -> Person:
        return self.summary.person

    @property
    def languages(self) -> list[str]:
        return [codes.label("language", code) for code in self.summary.languages]

    @property
    def citizenships(self) -> list[str]:
        return [citizenship_label(state) for state in self.summary.citizenships]

    def reads(self, category: str) -> bool:
        return self.levels[category] >= Level.READ


def person_page(*, actor: Actor, key: object) -> PersonPage:
    """Everything but the thread, the referrals and who sees. Raises NotVisible."""
    summary = summary_of(actor=actor, key=key)
    person = summary.person
    page = PersonPage(summary, levels_on(actor=actor, person_id=person.pk))
    if page.reads(Category.CONTACTS):
        page.contacts, page.addresses = summary.contacts, summary.addresses
    if page.reads(Category.ECONOMIC):
        page.isee = summary.isee
    if page.reads(Category.HOUSEHOLD):
        page.circle = circle_of(actor=actor, person=person)
        page.drawing = draw(person, page.circle)
    if page.reads(Category.CASE):
        page.cases = list(casework.cases_of_person(actor=actor, person_id=person.pk)[:FEW])
    elif page.levels[Category.CASE] >= Level.KNOWN:
        page.known_cases = casework.known_cases(actor=actor, person_id=person.pk)
    page.facts = urgent_facts(page)
    return page


def plans_beside(*, actor: Actor, person_id: UUID) -> list[plans.Progress]:
    """The person's plans with their goals and bars, for the page's margin."""
    if not plans.open_to(actor):
        return []
    found = list(plans.plans_of_person(actor=actor, person_id=person_id)[:FEW])
    return plans.progress_of(actor=actor, plans=found, with_goals=True)


def referrals_beside(*, actor: Actor, person_id: UUID) -> list[Any]:
    """The last referrals, for the page's margin."""
    return referrals.lines(actor, referrals.referrals_of_person(actor=actor, person_id=person_id)[:FEW])


def urgent_facts(page: PersonPage) -> list[Fact]:
    """Few and dated: papers about to expire, an ISEE out of date, how not to harm by calling."""
    found = [*_paper_facts(page.summary.papers), *_isee_facts(page.isee), *_contact_facts(page.contacts or [])]
    kept = [fact for fact in found if fact.key not in page.summary.dismissed]
    return sorted(kept, key=lambda fact: TONES.index(fact.tone))


def _paper_facts(papers: list[Paper]) -> list[Fact]:
    today = timezone.localdate()
    found = []
    for kind in (PaperKind.PERMIT, PaperKind.IDENTITY):
        paper = newest_paper(papers, kind)
        if paper is None or paper.valid_until is None or paper.renewal_asked_on or paper.valid_until > today + EXPIRING:
            continue
        permit = kind == PaperKind.PERMIT
        if paper.valid_until < today:
            text = _("Permesso di soggiorno scaduto") if permit else _("Documento di identità scaduto")
        else:
            text = _("Il permesso di soggiorno scade") if permit else _("Il documento di identità scade")
        tone = "danger" if permit and paper.valid_until <= today + timedelta(days=14) else "warning"
        found.append(Fact(f"paper:{paper.pk}:{paper.valid_until}", text, paper.valid_until, tone, "it-files"))
    return found


def _isee_facts(isee: Isee | None) -> list[Fact]:
    if isee is None or isee.valid_until >= timezone.localdate():
        return []
    return [Fact(f"isee:{isee.pk}", _("ISEE scaduta"), isee.valid_until, "warning", "it-card")]


def _contact_facts(contacts: list[Contact]) -> list[Fact]:
    found = []
    for contact in contacts:
        if contact.safety == Contact.Safety.NEVER:
            text = _("Non chiamare: %(kind)s") % {"kind": contact.get_kind_display().lower()}  # type: ignore[attr-defined]
            found.append(Fact(f"contact:{contact.pk}:never", text, None, "danger", "it-telephone"))
        elif contact.safety_note and (contact.preferred or contact.safety == Contact.Safety.CAREFUL):
            text = _("Per chiamare: %(note)s") % {"note": contact.safety_note}
            found.append(Fact(f"contact:{contact.pk}:{contact.version}", text, None, "info", "it-telephone"))
    return found[:2]


def thread_page(
    *, actor: Actor, person_id: UUID, filter_key: str, before: str = "", levels: dict[str, Level] | None = None
) -> tuple[list[timeline.TimelineItem], str]:
    """A page of the thread and the cursor of the next one, empty at the end."""
    items = timeline.page_of_thread(
        actor=actor, person_id=person_id, filter_key=filter_key, before=before, size=THREAD_SIZE + 1, levels=levels
    )
    more = len(items) > THREAD_SIZE
    items = items[:THREAD_SIZE]
    return items, items[-1].cursor if more else ""


@dataclass(slots=True)
class Fold:
    """Several corrections of the record, by one colleague on one day: one line of the thread that opens."""

    items: list[timeline.TimelineItem]

    @property
    def first(self) -> timeline.TimelineItem:
        return self.items[0]


# What keeps a record up to date, and would otherwise bury what happened to the person.
UPKEEP = {
    "identity_changed", "identifier_changed", "paper_changed", "contact_changed", "address_changed",
    "household_changed", "relation_changed", "isee_recorded", "income_changed", "housing_recorded",
    "urgent_fact_dismissed",
}  # fmt: skip


def folded(items: list[timeline.TimelineItem]) -> list[timeline.TimelineItem | Fold]:
    """Runs of two corrections or more become one line."""
    found: list[timeline.TimelineItem | Fold] = []
    for (upkeep, _day, _who), run in groupby(items, key=_upkeep_of):
        rows = list(run)
        if upkeep and len(rows) > 1:
            found.append(Fold(rows))
        else:
            found.extend(rows)
    return found


def _upkeep_of(item: timeline.TimelineItem) -> tuple[bool, date | None, str]:
    if item.event.kind not in UPKEEP:
        return False, None, ""
    return True, timezone.localtime(item.event.occurred_at).date(), item.who


# --- the list ----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class PeoplePage:
    """One page of the list; `after` is the cursor of the next one."""

    rows: list[Person]
    after: str = ""


def people_page(
    *, actor: Actor, text: str = "", mine: bool = False, expiring: bool = False, quiet: bool = False, after: str = ""
) -> PeoplePage:
    """The actor's own people by surname, a page at a time; the cursor is an id, never a name."""
    found = search_people(actor=actor, text=text)
    today = timezone.localdate()
    if mine:
        found = found.filter(pk__in=casework.people_in_my_cases(actor=actor))
    if expiring:
        papers = Paper.objects.filter(
            person=OuterRef("pk"), valid_until__lte=today + EXPIRING, renewal_asked_on=None
        ).order_by()
        found = found.filter(Exists(papers))
    if quiet:
        recent = EventSubject.objects.filter(
            person=OuterRef("pk"), kind__in=CONTACT_KINDS, occurred_at__gt=timezone.now() - QUIET
        ).order_by()
        found = found.filter(~Exists(recent), life_status=LifeStatus.PRESENT)
    found = _after(found, actor, after)
    rows = list(_with_columns(found)[: PAGE_SIZE + 1])
    page = PeoplePage(rows=rows[:PAGE_SIZE], after=str(rows[PAGE_SIZE - 1].pk) if len(rows) > PAGE_SIZE else "")
    _add_last_contact(page.rows)
    return page


def _after(found: QuerySet[Person], actor: Actor, after: str) -> QuerySet[Person]:
    if not after:
        return found
    try:
        name = people(actor=actor).filter(pk=UUID(after)).values_list("search_name", flat=True).get()
    except (ValueError, Person.DoesNotExist):
        return found
    return found.filter(Q(search_name__gt=name) | Q(search_name=name, pk__gt=UUID(after)), search_name__gte=name)


def _with_columns(found: QuerySet[Person]) -> QuerySet[Person]:
    own = OuterRef("pk")
    papers = Paper.objects.filter(person=own, renewal_asked_on=None, valid_until__isnull=False)
    return found.annotate(
        spoken=ArraySubquery(PersonLanguage.objects.filter(person=own).values("language")),
        next_expiry=Subquery(papers.order_by(F("valid_until").desc(), "id").values("valid_until")[:1]),
    )


def _add_last_contact(rows: list[Person]) -> None:
    """When each was last met, as far as the actor's thread tells."""
    last = dict(
        EventSubject.objects.filter(person_id__in=[row.pk for row in rows], kind__in=CONTACT_KINDS)
        .order_by("person_id")
        .values_list("person_id")
        .annotate(at=Max("occurred_at"))
    )
    for row in rows:
        row.last_contact = last.get(row.pk)  # type: ignore[attr-defined]
        row.languages_shown = ", ".join(codes.label("language", code) for code in row.spoken)  # type: ignore[attr-defined]
        row.expires = _expiry_in_words(row.next_expiry)  # type: ignore[attr-defined]
        row.marked = bool(  # type: ignore[attr-defined]
            row.expires or row.reserved or row.life_status != LifeStatus.PRESENT or row.interpreter == "needed"  # type: ignore[attr-defined]
        )


def _expiry_in_words(day: date | None) -> str:
    today = timezone.localdate()
    if day is None or day > today + EXPIRING:
        return ""
    return _("Documento scaduto") if day < today else _("Scade %(when)s") % {"when": day_in_words(day, today)}
