"""Reading judicial files: for who is named on them and still sees the case. The database says it a second time.

No role and no grant opens the category by itself: not the unit's coordinator, not a colleague, not the team.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from portico.access.enums import Category
from portico.access.selectors import visible
from portico.authorities.enums import APPOINTED, MeetState, RemovalState, ReportState
from portico.authorities.models import (
    Attendance,
    Authority,
    Concerned,
    CourtPaper,
    CourtReport,
    Hearing,
    JudicialFile,
    Mandate,
    ProtectedMeeting,
    Removal,
)
from portico.casework.models import Case, CaseSubject
from portico.casework.selectors import cases
from portico.kernel.actor import Actor
from portico.kernel.errors import NotVisible
from portico.people.models import Relation


def files(*, actor: Actor) -> QuerySet[JudicialFile]:
    """The files on which the actor is named, of cases they still see."""
    seen = cases(actor=actor).filter(pk=OuterRef("case_id")).order_by()
    return JudicialFile.objects.filter(Exists(seen), ambito_id=actor.ambito_id, tokens__overlap=list(actor.own_tokens))


def get_file(*, actor: Actor, key: object) -> JudicialFile:
    """A file with its case. Raises NotVisible, the same for missing and forbidden."""
    try:
        return (
            files(actor=actor).select_related("case__unit__organisation", "case__manager__user").get(pk=UUID(str(key)))
        )
    except (JudicialFile.DoesNotExist, ValueError) as error:
        raise NotVisible("judicial_file", key) from error


def files_of_case(*, actor: Actor, case_id: UUID) -> QuerySet[JudicialFile]:
    """A case's files on which the actor is named, oldest first."""
    return files(actor=actor).filter(case_id=case_id).order_by("created_at", "id")


def files_of_person(*, actor: Actor, person_id: UUID) -> QuerySet[JudicialFile]:
    """Files of the cases of a person, for the margin of their page."""
    about = CaseSubject.objects.filter(case_id=OuterRef("case_id"), person_id=person_id, ends_on__isnull=True)
    return files(actor=actor).filter(Exists(about.order_by())).select_related("case").order_by("created_at", "id")


def listed(*, actor: Actor) -> QuerySet[JudicialFile]:
    """The page "Fascicoli": each with its people and what is awaited, those of open cases first."""
    subjects = CaseSubject.objects.filter(ends_on__isnull=True).select_related("person")
    return (
        files(actor=actor)
        .select_related("case__unit")
        .prefetch_related(
            Prefetch(
                "case__subjects",
                queryset=subjects.order_by(F("role").desc(), "created_at", "id"),
                to_attr="shown_subjects",
            ),
            Prefetch(
                "reports",
                queryset=CourtReport.objects.filter(state=ReportState.DUE).order_by("due_on", "id"),
                to_attr="awaited_reports",
            ),
            Prefetch(
                "hearings",
                queryset=Hearing.objects.filter(state=MeetState.PLANNED).order_by("starts_at", "id"),
                to_attr="coming_hearings",
            ),
            Prefetch(
                "removals",
                queryset=Removal.objects.filter(state=RemovalState.OPEN).order_by("-placed_at", "-id"),
                to_attr="open_removals",
            ),
        )
        .order_by(F("case__closed_at").desc(nulls_first=True), "-created_at", "-id")
    )


def subjects_of(*, file: JudicialFile) -> list[CaseSubject]:
    """The people of a visible file's case, the reference person first."""
    return list(file.case.subjects.filter(ends_on__isnull=True).select_related("person"))


def readers_of(*, file: JudicialFile) -> QuerySet[Any]:
    """Who is named today on a visible file."""
    return file.readers.filter(until__isnull=True).select_related(
        "membership__user", "membership__unit", "membership__organisation"
    )


def mandates_of(*, file: JudicialFile) -> QuerySet[Mandate]:
    """What a visible file has received, newest first, with whom it is about and its papers (without content)."""
    concerned = Concerned.objects.select_related("subject__person")
    return (
        file.mandates.select_related("authority")
        .prefetch_related(
            Prefetch("concerned", queryset=concerned),
            Prefetch("papers", queryset=CourtPaper.objects.defer("content").order_by("-created_at", "-id")),
        )
        .order_by("-received_on", "-created_at", "-id")
    )


def reports_of(*, file: JudicialFile) -> QuerySet[CourtReport]:
    """Those still to be sent first, the nearest day first."""
    return (
        file.reports.select_related("authority", "mandate")
        .prefetch_related(
            Prefetch("papers", queryset=CourtPaper.objects.defer("content").order_by("-created_at", "-id"))
        )
        .order_by(F("sent_on").desc(nulls_first=True), "due_on", "id")
    )


def hearings_of(*, file: JudicialFile) -> QuerySet[Hearing]:
    """The hearings of a visible file, newest first."""
    return file.hearings.select_related("authority").order_by("-starts_at", "-id")


def removals_of(*, file: JudicialFile) -> QuerySet[Removal]:
    """The emergency removals of a visible file, newest first, with whom they are about."""
    return file.removals.prefetch_related(
        Prefetch("concerned", queryset=Concerned.objects.select_related("subject__person"))
    ).order_by("-placed_at", "-id")


def with_attendance(queryset: QuerySet[ProtectedMeeting]) -> QuerySet[ProtectedMeeting]:
    """Protected meetings with who accompanies, and who came."""
    return queryset.select_related("operator__user", "case").prefetch_related(
        Prefetch("attendances", queryset=Attendance.objects.select_related("subject__person"))
    )


def protected_meetings(*, actor: Actor) -> QuerySet[ProtectedMeeting]:
    """Those of the actor's files, and those at which they stay with the child and still see the case."""
    seen = cases(actor=actor).filter(pk=OuterRef("case_id")).order_by()
    mine = Q(operator_token__in=actor.own_tokens) & Q(Exists(seen))
    named = Exists(files(actor=actor).filter(pk=OuterRef("file_id")).order_by())
    return ProtectedMeeting.objects.filter(mine | Q(named), ambito_id=actor.ambito_id)


def get_protected(*, actor: Actor, key: object) -> ProtectedMeeting:
    """Raises NotVisible."""
    try:
        return with_attendance(protected_meetings(actor=actor)).get(pk=UUID(str(key)))
    except (ProtectedMeeting.DoesNotExist, ValueError) as error:
        raise NotVisible("protected_meeting", key) from error


def my_protected(*, actor: Actor) -> QuerySet[ProtectedMeeting]:
    """The calendar of who accompanies: from a week ago on, the nearest first."""
    since = timezone.now() - timedelta(days=7)
    found = protected_meetings(actor=actor).filter(operator_token__in=actor.own_tokens)
    return with_attendance(
        found.filter(Q(starts_at__gte=since) | Q(state=MeetState.PLANNED)).order_by("starts_at", "id")
    )


def protected_of(*, file: JudicialFile) -> QuerySet[ProtectedMeeting]:
    """The protected meetings of a visible file, newest first."""
    return with_attendance(file.protected_meetings.order_by("-starts_at", "-id"))


def attendance_counts(*, file: JudicialFile) -> dict[str, int]:
    """How many protected meetings in each state: what a report to the judge tells."""
    found = file.protected_meetings.order_by("state").values_list("state").annotate(number=Count("pk"))
    return {**dict.fromkeys(MeetState.values, 0), **dict(found)}


def appointed(*, actor: Actor, subjects: list[CaseSubject]) -> QuerySet[Relation]:
    """Guardians, curators, administrators of these people, as their ties say."""
    today = timezone.localdate()
    relations = Relation.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=today),
        other_id__in=[item.person_id for item in subjects],
        kind__in=APPOINTED,
    )
    return (
        visible(relations, actor=actor, category=Category.HOUSEHOLD, person="other_id")
        .select_related("person", "other")
        .order_by("kind", "id")
    )


def get_part(queryset: QuerySet[Any], key: UUID) -> Any:
    """A mandate, report, hearing, removal or paper of the actor's files. Raises NotVisible."""
    found = queryset.filter(pk=key).first()
    if found is None:
        raise NotVisible("judicial_file.part", key)
    return found


def part_of(*, actor: Actor, model: type[Any], key: UUID) -> Any:
    """One row of a table of the files, with its file and case. Raises NotVisible."""
    named = files(actor=actor).filter(pk=OuterRef("file_id")).order_by()
    return get_part(model.objects.filter(Exists(named)).select_related("file__case__unit__organisation"), key)


def deadlines(*, actor: Actor, until: date) -> list[CourtReport]:
    """Reports owed by a day, for "Oggi": of the actor's own files."""
    named = files(actor=actor).filter(pk=OuterRef("file_id")).order_by()
    return list(
        CourtReport.objects.filter(Exists(named), state=ReportState.DUE, due_on__lte=until)
        .select_related("authority", "file__case")
        .order_by("due_on", "id")[:6]
    )


def orphans(*, actor: Actor, case: Case) -> int:
    """Files of a case the actor manages on which nobody named can see it any more: they may be taken over."""
    if case.manager_token is None or case.manager_token != actor.user_token:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("select portico_orphan_files(%s, false)", [case.pk])
        return int(cursor.fetchone()[0])


def authorities(*, actor: Actor) -> QuerySet[Authority]:
    """The ambito's courts and authorities, by kind and name."""
    return Authority.objects.filter(ambito_id=actor.ambito_id).order_by("kind", "name", "id")
