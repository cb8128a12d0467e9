"""The tables the writer fills, each with the columns it says itself."""

from __future__ import annotations

from collections.abc import Iterator

from portico.access.models import AccessGrant, ReadLog
from portico.assessment.models import Answer, Assessment, AssessmentPriority, AssessmentSubject, Voice
from portico.authorities.models import Concerned, CourtReport, JudicialFile, Mandate, NamedReader
from portico.casework.models import Case, CaseProposal, CaseSubject
from portico.desks.models import Appointment, Encounter, EncounterNeed, EncounterSubject
from portico.events.models import Event, EventSubject
from portico.meetings.models import Decision, Meeting, MeetingParticipant
from portico.people import models as people
from portico.plans.models import (
    Commitment,
    Goal,
    GoalOutcome,
    Narrative,
    Plan,
    PlanPerson,
    PlanVersion,
    Signature,
    Support,
    Verification,
)
from portico.referrals.models import Referral, ReferralMessage, ReferralPackage, ReferralSection, ReferralSubject
from portico.seed.bulk.copying import CHUNK, Table
from portico.thread.models import DiaryEntry, DiarySubject, Document, DocumentFile, DocumentSubject, Task

RECORD = "created_at created_by updated_at updated_by version"


class Sheets:
    """One `Table` for each table; `flush` sends those that have grown."""

    def __init__(self) -> None:
        self.person = Table(
            people.Person,
            "id ambito_id first_name last_name sex birth_date birth_place_code birth_place marital_status education"
            f" work_status interpreter arrived_on visible_to {RECORD}",
        )
        self.identifier = Table(
            people.Identifier,
            "id ambito_id person_id kind value valid_from valid_until verified_at verified_by verified_how " + RECORD,
        )
        self.citizenship = Table(people.Citizenship, "id ambito_id person_id state " + RECORD)
        self.language = Table(people.PersonLanguage, "id ambito_id person_id language preferred " + RECORD)
        self.paper = Table(
            people.Paper,
            f"id ambito_id person_id kind permit_kind number valid_from valid_until renewal_asked_on {RECORD}",
        )
        self.contact = Table(
            people.Contact,
            f"id ambito_id person_id kind value owner safety safety_note preferred {RECORD}",
        )
        self.address = Table(
            people.Address,
            f"id ambito_id person_id kind municipality_id street postal_code at valid_from {RECORD}",
        )
        self.household = Table(people.Household, "id ambito_id kind " + RECORD)
        self.member = Table(
            people.HouseholdMember,
            f"id ambito_id household_id kind person_id role reference period {RECORD}",
        )
        self.relation = Table(
            people.Relation,
            "id ambito_id person_id other_id kind outside_name outside_phone represents scope support valid_from "
            + RECORD,
        )
        self.isee = Table(
            people.Isee, f"id ambito_id person_id kind value_cents issued_on valid_until protocol {RECORD}"
        )
        self.income = Table(people.IncomeSource, f"id ambito_id person_id kind {RECORD}")
        self.housing = Table(
            people.HousingSituation, f"id ambito_id person_id status tenure monthly_cost_cents since {RECORD}"
        )
        self.grant = Table(
            AccessGrant,
            f"id ambito_id person_id token origin scope_kind scope_id valid_from valid_until {RECORD}",
        )
        self.encounter = Table(
            Encounter,
            "id ambito_id desk_id unit_token organisation_id unit_id operator_id appointment_id subject_count happened_at"
            " minutes channel presence person_desk_id interlocutor people_count anonymous called municipality request"
            f" reason_code urgency language interpreter outcomes {RECORD}",
        )
        self.encounter_subject = Table(
            EncounterSubject, "id ambito_id encounter_id person_id role unit_token level author happened_at"
        )
        self.encounter_need = Table(EncounterNeed, "id ambito_id encounter_id need_id")
        self.appointment = Table(
            Appointment,
            "id ambito_id desk_id unit_token operator_id person_id label starts_at ends_at lane channel state outcome"
            f" walk_in {RECORD}",
        )
        self.referral = Table(
            Referral,
            "id ambito_id number year from_organisation_id from_unit_id from_membership_id from_token service_id"
            " to_organisation_id to_unit_id to_token discreet urgency state state_since active_at due_on sent_at"
            " received_at answered_at ended_at kept_until decline_reason outcome interruption_reason waiting_position"
            f" encounter_id {RECORD}",
        )
        self.referral_subject = Table(
            ReferralSubject, "referral_id ambito_id person_id from_token to_token discreet open_until"
        )
        self.package = Table(ReferralPackage, f"id ambito_id referral_id person_label reason asked sections {RECORD}")
        self.section = Table(ReferralSection, "id ambito_id referral_id section category order items")
        self.message = Table(ReferralMessage, "id ambito_id referral_id side act text user_id at")
        self.case = Table(
            Case,
            "id ambito_id year number unit_id holder_token manager_id manager_token area areas state reason"
            " proposed_by_token proposed_at answered_at accepted_at activated_at suspension_reason suspended_at"
            " closure_reason closed_at review_until residence_municipality cost_municipality encounter_id"
            f" intensity last_contact_on {RECORD}",
        )
        self.proposal = Table(
            CaseProposal,
            "id ambito_id case_id from_token from_organisation_id from_unit_id from_user_id to_token person_ids people"
            f" text urgency {RECORD}",
        )
        self.case_subject = Table(CaseSubject, f"id ambito_id case_id person_id role starts_on {RECORD}")
        self.assessment = Table(
            Assessment,
            "id ambito_id form_id kind state unit_token unit_id author_id case_id narrow previous_id started_at"
            f" completed_at outcome shared_domains {RECORD}",
        )
        self.assessment_subject = Table(
            AssessmentSubject, "id ambito_id assessment_id person_id about reference case_id unit_token narrow"
        )
        self.answer = Table(
            Answer, "id ambito_id category updated_at updated_by assessment_id item_id person_id mark note"
        )
        self.voice = Table(Voice, "id ambito_id category updated_at updated_by assessment_id domain text")
        self.priority = Table(
            AssessmentPriority, f"id ambito_id assessment_id item_id person_id rank suggested category {RECORD}"
        )
        self.task = Table(
            Task,
            f"id ambito_id title due_on person_id assigned_token source_kind source_id state done_at done_by reason {RECORD}",
        )
        reach = "unit_token author level category case_id"
        self.entry = Table(
            DiaryEntry,
            f"id ambito_id {reach} organisation_id unit_id operator_id kind happened_at minutes text {RECORD}",
        )
        self.entry_subject = Table(DiarySubject, f"id ambito_id entry_id person_id {reach} happened_at")
        self.document = Table(
            Document,
            f"id ambito_id {reach} organisation_id unit_id operator_id kind origin direction title dated_on expires_on"
            f" {RECORD}",
        )
        self.document_subject = Table(DocumentSubject, f"id ambito_id document_id person_id {reach}")
        self.document_file = Table(
            DocumentFile, f"id ambito_id document_id name content_type size sha256 content {RECORD}"
        )
        self.plan = Table(
            Plan,
            "id ambito_id case_id kind state starts_on next_check_on last_version signed_version shared_at"
            f" signed_at ended_at ending_words {RECORD}",
        )
        self.narrative = Table(Narrative, f"id ambito_id plan_id {RECORD}")
        self.plan_person = Table(PlanPerson, f"id ambito_id plan_id person_id {RECORD}")
        self.goal = Table(
            Goal,
            "id ambito_id plan_id domain text evidence state position responsible_id responsible_token shared_at "
            + RECORD,
        )
        self.support = Table(
            Support,
            f"id ambito_id plan_id goal_id kind what text responsible_id responsible_token starts_on {RECORD}",
        )
        self.commitment = Table(Commitment, f"id ambito_id plan_id goal_id side text {RECORD}")
        self.plan_version = Table(PlanVersion, f"id ambito_id plan_id number content text sha256 frozen_at {RECORD}")
        self.signature = Table(
            Signature,
            f"id ambito_id plan_id version_of_id subject_id membership_id name capacity on how sha256 {RECORD}",
        )
        self.verification = Table(Verification, f"id ambito_id plan_id held_on reached total {RECORD}")
        self.goal_outcome = Table(GoalOutcome, f"id ambito_id verification_id plan_id goal_id outcome {RECORD}")
        self.meeting = Table(
            Meeting,
            "id ambito_id case_id kind state starts_at place agenda convener_id tokens minutes closed_at " + RECORD,
        )
        self.participant = Table(
            MeetingParticipant, "id ambito_id meeting_id membership_id token subject_id presence " + RECORD
        )
        self.decision = Table(Decision, "id ambito_id meeting_id text who due_on " + RECORD)
        self.judicial_file = Table(JudicialFile, "id ambito_id case_id tokens " + RECORD)
        self.reader = Table(NamedReader, "id ambito_id file_id membership_id token since " + RECORD)
        self.mandate = Table(
            Mandate, "id ambito_id file_id authority_id kind state protocol dated_on received_on text " + RECORD
        )
        self.concerned = Table(Concerned, "id ambito_id file_id subject_id mandate_id " + RECORD)
        self.court_report = Table(
            CourtReport,
            "id ambito_id file_id mandate_id authority_id title due_on state sent_on sent_how protocol " + RECORD,
        )
        self.event = Table(
            Event,
            "id ambito_id occurred_at recorded_at kind category level user_id organisation_id unit_id tokens"
            " object_kind object_id subjects municipality sex age_band citizenship_group area theme payload",
        )
        self.event_subject = Table(
            EventSubject, "event_id ambito_id person_id occurred_at kind category level tokens user_id"
        )
        self.read_log = Table(
            ReadLog, "at ambito_id user_id membership_id organisation_id unit_id person_id what outcome"
        )

    def __iter__(self) -> Iterator[Table]:
        return iter(vars(self).values())

    def flush(self, *, at_least: int = 1) -> None:
        """Send every table with so many rows waiting."""
        for table in self:
            if len(table.lines) >= at_least:
                table.flush()

    def flush_full(self) -> None:
        """Keep memory bounded: send what has grown to a chunk."""
        self.flush(at_least=CHUNK)

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self)
