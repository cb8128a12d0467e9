"""The last days of the demonstration: what waits for each demo account today, written by the services."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone

from portico.access.services import log_reads
from portico.casework.services.proposals import propose_case
from portico.desks.models import Desk
from portico.desks.services.appointments import add_walk_in
from portico.desks.services.encounters import EncounterData, record_encounter
from portico.directory.models import Service
from portico.kernel.actor import Actor, acting, system_actor
from portico.kernel.models import Ambito
from portico.organisations.models import Unit
from portico.people.selectors import people as visible_people
from portico.people.services.register import NewPerson, register_person
from portico.referrals.selectors.rows import inbox
from portico.referrals.services import ask_information, refer
from portico.referrals.services.reminding import remind
from portico.seed.bulk.lines import ROME, Known
from portico.seed.bulk.writer import Written
from portico.seed.gatherings import meet_soon
from portico.seed.stories.cast import Cast
from portico.seed.stories.clock import it_is, telling
from portico.thread.services import create_task

# Desk, service, days ago, urgency, why, what is asked.
SENDINGS = [
    ("sp-mondi", "servizio-adulti", 0, "three_days", "Ha perso il lavoro e fra due mesi scade l'affitto.",
     "Un primo colloquio, preferisce di mattina."),
    ("sp-ascolto", "servizio-adulti", 1, "ordinary", "Viene da noi per la spesa da un anno, ora vorrebbe fare di più.",
     "Valutare un percorso di lavoro."),
    ("sp-centro", "servizio-adulti", 3, "two_weeks", "Bollette arretrate e una lettera di distacco.",
     "Capire che aiuti ci sono e fare un piano."),
    ("sp-borgo", "servizio-famiglie", 1, "ordinary", "Due bimbi piccoli, lavora su turni, è sola.",
     "Sostegno per gli orari e un confronto."),
    ("sp-mondi", "servizio-famiglie", 2, "three_days", "Figlio di sedici anni che non va a scuola da un mese.",
     "Un colloquio con la mamma, lei parla bene italiano."),
    ("sp-centro", "dormitorio-soglia", 0, "today", "Da tre notti dorme in macchina, ha la febbre.",
     "Un letto da stasera, se si può."),
    ("sp-mondi", "appartamento-donne", 1, "three_days", "Finisce l'ospitalità dall'amica domenica.",
     "Una stanza per qualche mese, lavora part time."),
    ("sp-ascolto", "housing-first", 4, "ordinary", "Otto anni in strada, adesso dice che ci vuole provare.",
     "Un incontro qui da noi, in comune non ci viene."),
    ("sp-borgo", "sostegno-psicologico", 2, "ordinary", "Dopo il lutto non dorme, lo ha chiesto lei.",
     "Primo colloquio."),
    ("sp-centro", "centro-ragazzi", 1, "ordinary", "Undici anni, pomeriggi da solo.", "Un posto al centro, è timido."),
    ("sp-centro", "antiviolenza-ascolto", 1, "three_days", "Ha chiesto di parlare con qualcuno, solo di persona.",
     "Un colloquio; non chiamare a casa."),
    ("sp-centro", "mensa-sanfaustino", 0, "three_days", "Pensione minima e una spesa del dentista.",
     "Il pranzo per questo mese."),
    ("sp-mondi", "sportello-curriculum", 2, "ordinary", "Saldatore, non ha mai scritto un curriculum.",
     "Curriculum e iscrizione alle offerte."),
    ("sp-borgo", "scuola-italiano", 3, "ordinary", "Capisce poco, vuole imparare.", "Il corso della sera, livello base."),
    ("sp-ascolto", "pronto-intervento", 0, "immediate", "Anziana sola, casa senza riscaldamento da ieri.",
     "Un sopralluogo oggi."),
]  # fmt: skip
# Desk, unit, area, days ago, why.
PROPOSALS = [
    ("sp-centro", "polo-adulti", "adults", 0, "Terza volta allo sportello: debiti, niente lavoro, ha perso la casa."),
    ("sp-ascolto", "polo-adulti", "adults", 2, "Vive in garage con la madre anziana, chiede di non restare soli."),
    ("sp-borgo", "polo-famiglie", "families_minors", 1, "Mamma di tre figli, sfratto a gennaio, il papà è lontano."),
    ("sp-mondi", "polo-famiglie", "families_minors", 3, "Arrivati da poco, bimbo con disabilità da far riconoscere."),
    ("sp-centro", "polo-anziani", "elderly", 1, "Cade spesso, la figlia lavora fuori, serve qualcuno in casa."),
    ("sp-foglia", "polo-foglia", "families_minors", 2, "Separazione difficile, i bimbi fanno avanti e indietro."),
]
# Desk, days ago, hour, needs, outcome, what brings them.
LISTENINGS = [
    ("sp-centro", 1, (10, 20), ("money.bills",), "appointment", "Torna con la bolletta: hanno concesso la rateazione."),
    (
        "sp-borgo",
        1,
        (16, 10),
        ("digital.identity",),
        "practice_done",
        "SPID fatto insieme, ha scritto la parola d'ordine.",
    ),
    ("sp-mondi", 1, (11, 5), ("papers.permit",), "information", "Ricevuta del rinnovo: spiegato che può viaggiare."),
    ("sp-ascolto", 1, (10, 0), ("goods.food",), "aid_given", "Pacco spesa e due parole: il figlio ha trovato lavoro."),
    (
        "sp-centro",
        0,
        (9, 15),
        ("housing.search",),
        "orientation",
        "Cerca casa da sei mesi, ora guarda anche fuori città.",
    ),
    ("sp-mondi", 0, (9, 40), ("work.job_search",), "orientation", "Vuole cambiare lavoro, portato il curriculum."),
]
# Who, due in how many days, what.
CHORES = [
    ("simona", 0, "Richiamare per il numero della pratica"),
    ("simona", 2, "Preparare i fogli in arabo per martedì"),
    ("rosanna", 0, "Telefonare al patronato per i documenti"),
    ("nadia", 1, "Sentire la mediatrice per l'appuntamento in questura"),
    ("sergio", 0, "Portare la lista della spesa all'emporio"),
    ("elena", 0, "Passare le consegne della notte"),
    ("matteo", 1, "Scrivere com'è andato il pomeriggio con i compiti"),
    ("irene", 3, "Fissare il prossimo incontro"),
    ("davide", 0, "Controllare i letti liberi per stasera"),
    ("lucia", 1, "Chiamare l'avvocata"),
]
WALK_INS = [("sp-centro", "Rosa"), ("sp-mondi", "signore con la cartellina"), ("sp-ascolto", "Gino")]
NIGHT_CALL = "02.20 Chiama un passante: donna sulla panchina della stazione, non vuole l'ambulanza."
NIGHT_PERSON = NewPerson(
    first_name="Ion", last_name="Munteanu", sex="male", birth_date=date(1979, 4, 2), birth_place="Romania",
    birth_place_code="Z129", citizenships=["RO"], languages=["ro", "it"],
)  # fmt: skip
HELD_FOR, KNOWN_FOR = timedelta(days=300), timedelta(days=6)
UNREAD, LOOKS = 4, 5


def play_scenes(ambito: Ambito, written: Written, *, today: date) -> None:
    """Referrals that wait, proposals, listenings of yesterday and this morning, last night's call. Runs as owner."""
    cast, people = Cast(ambito), _People(written)
    with telling():
        for desk, service, days, urgency, why, asked in SENDINGS:
            _send(cast, people, desk, service, _moment(today, days, (9, 50)), urgency, why, asked)
        for desk, unit, area, days, why in PROPOSALS:
            _propose(cast, people, desk, unit, area, _moment(today, days, (12, 10)), why)
        for desk, days, hour, needs, outcome, request in LISTENINGS:
            _listen(cast, people, desk, _moment(today, days, hour), needs, outcome, request)
        for desk, label in WALK_INS:
            _walk_in(cast, desk, label)
        _night(cast, today)
        _question(cast, today)
        for email, days, title in CHORES:
            _todo(cast, email, today + timedelta(days=days), title)
        for email in dict.fromkeys(email for email, _days, _title in CHORES):
            _look_around(cast, email, today)
        meet_soon(cast, today)


class _People:
    """Who was at each desk lately, one after the other."""

    def __init__(self, written: Written) -> None:
        self._turns = {desk: self._of(seen) for desk, seen in sorted(written.at_desk.items())}

    @staticmethod
    def _of(seen: list[tuple[datetime, Known]]) -> Iterator[Known]:
        latest = sorted(seen, key=lambda pair: (pair[0], pair[1].id), reverse=True)
        now = timezone.localtime().replace(tzinfo=None)
        return iter(
            [person for last, person in latest if last > now - HELD_FOR and person.registered_at < now - KNOWN_FOR]
        )

    def next(self, desk: str) -> Known | None:
        return next(self._turns.get(desk, iter(())), None)


def _moment(today: date, days_ago: int, hour: tuple[int, int]) -> datetime:
    """Then, or some minutes ago when that is still to come."""
    at = datetime.combine(today - timedelta(days=days_ago), time(*hour), ROME)
    return min(at, timezone.now() - timedelta(minutes=12))


def _send(cast: Cast, people: _People, desk: str, code: str, at: datetime, urgency: str, why: str, asked: str) -> None:
    actor, person = cast.at(desk), people.next(desk)
    service = Service.objects.filter(ambito=cast.ambito, code=code, status="active").first()
    if actor is None or person is None or service is None:
        return
    with acting(actor), it_is(at):
        refer(
            actor=actor, person_id=UUID(person.id), service_id=service.pk, reason=why, asked=asked, urgency=urgency,
            occurred_at=at,
        )  # fmt: skip


def _propose(cast: Cast, people: _People, desk: str, code: str, area: str, at: datetime, why: str) -> None:
    actor, person = cast.at(desk), people.next(desk)
    if actor is None or person is None:
        return
    unit = Unit.objects.get(ambito=cast.ambito, code=code)
    with acting(actor), it_is(at):
        propose_case(actor=actor, person_ids=[UUID(person.id)], unit_id=unit.pk, area=area, reason=why, occurred_at=at)


def _listen(
    cast: Cast, people: _People, desk: str, at: datetime, needs: tuple[str, ...], outcome: str, request: str
) -> None:
    actor, person = cast.at(desk), people.next(desk)
    if actor is None or person is None:
        return
    with acting(actor), it_is(at):
        record_encounter(
            actor=actor,
            data=EncounterData(
                people=[(UUID(person.id), "for_whom")], needs=needs, minutes=25, presence="same_place", request=request,
                reason_code="return", outcomes=[outcome],
            ),
            occurred_at=at,
        )  # fmt: skip


def _walk_in(cast: Cast, code: str, label: str) -> None:
    actor = cast.at(code)
    at = timezone.now() - timedelta(minutes=9)
    if actor is None:
        return
    desk = Desk.objects.get(ambito=cast.ambito, unit__code=code)
    with acting(actor), it_is(at):
        add_walk_in(actor=actor, desk_id=desk.pk, label=label, occurred_at=at)


def _night(cast: Cast, today: date) -> None:
    """What the emergency service did: a call without a name, and somebody sent to the shelter two nights ago."""
    actor = cast.named("elena")
    _night_person(cast, actor, _moment(today, 2, (23, 40)))
    at = _moment(today, 0, (2, 20))
    with acting(actor), it_is(at):
        record_encounter(
            actor=actor,
            data=EncounterData(
                needs=["emergency.cold_heat"], minutes=35, channel="phone", presence="remote", request=NIGHT_CALL,
                called="signora della stazione", urgency="immediate", outcomes=["emergency"], interlocutor="acquaintance",
            ),
            occurred_at=at,
        )  # fmt: skip


def _night_person(cast: Cast, actor: Actor, at: datetime) -> None:
    with acting(actor), it_is(at):
        person = register_person(actor=actor, data=NIGHT_PERSON, occurred_at=at)
        record_encounter(
            actor=actor,
            data=EncounterData(
                people=[(person.pk, "for_whom")], needs=["emergency.shelter"], minutes=50, channel="street",
                presence="same_place", request="Trovato in stazione, ha freddo, accetta il dormitorio.",
                urgency="immediate", outcomes=["referral"],
            ),
            occurred_at=at,
        )  # fmt: skip
    service = Service.objects.get(ambito=cast.ambito, code="dormitorio-soglia")
    sent = at + timedelta(minutes=50)
    with acting(actor), it_is(sent):
        refer(
            actor=actor, person_id=person.pk, service_id=service.pk, urgency="today", occurred_at=sent,
            reason="Trovato in stazione, ha freddo.", asked="Un letto per questa notte e le prossime.",
        )  # fmt: skip


def _question(cast: Cast, today: date) -> None:
    """The social worker asks the desk something before she answers."""
    actor, at = cast.named("anna"), _moment(today, 1, (15, 30))
    with acting(actor), it_is(at):
        waiting = inbox(actor=actor).filter(state="sent", from_unit__code="sp-centro").order_by("sent_at", "id")
        for referral in waiting[:1]:
            text = "Ha già fatto domanda di rateazione? Se c'è una lettera, ce la mandate?"
            ask_information(actor=actor, referral_id=referral.pk, text=text, occurred_at=at)


def _todo(cast: Cast, email: str, due: date, title: str) -> None:
    actor, at = cast.named(email), timezone.now() - timedelta(days=1)
    with acting(actor), it_is(at):
        create_task(
            actor=actor, title=title, due_on=due, assigned_token=actor.user_token or actor.main_token, occurred_at=at
        )


def _look_around(cast: Cast, email: str, today: date) -> None:
    """The records they opened yesterday."""
    actor, at = cast.named(email), _moment(today, 1, (16, 40))
    with acting(actor), it_is(at):
        seen = visible_people(actor=actor).order_by("-updated_at", "id")[:LOOKS]
        log_reads(actor=actor, what="person.page", person_ids=[person.pk for person in seen])


# -- afterwards ----------------------------------------------------------------------------------------


def tidy(ambito: Ambito) -> None:
    """No flood at the first start: reminders of old things are given, and all but the latest news is read.

    Nothing is sent by e-mail either: the operators' addresses are of nobody.
    """
    actor = system_actor(ambito.pk)
    now = timezone.now()
    with acting(actor), telling(), it_is(now - timedelta(days=6)):
        remind(actor=actor, now=now)
    with connection.cursor() as cursor:
        cursor.execute(TIDY, {"ambito": ambito.pk, "unread": UNREAD})


TIDY = """
update events_notification n
   set emailed_at = n.created_at,
       read_at = case when r.place > %(unread)s or n.kind = 'referrals.escalated' or n.created_at < now() - interval '5 days'
                      then n.created_at + interval '3 hours' end
  from (select id, row_number() over (partition by token order by created_at desc, id desc) as place
        from events_notification where ambito_id = %(ambito)s) r
 where r.id = n.id
"""
