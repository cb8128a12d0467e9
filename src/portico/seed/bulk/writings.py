"""The diary of a case and its documents, as `thread` writes them."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from portico.seed.bulk.copying import NULL, optional, text
from portico.seed.bulk.ground import Place, Worker
from portico.seed.bulk.lines import TEAM, Known, Lines
from portico.seed.sample import sample_file
from portico.thread.policies import MEETINGS
from portico.thread.services.documents import category_of

# Kind, minutes, and the words: short and hurried, as they are.
NOTES = (
    ("home_visit", 45, "Visita a casa. Tutto in ordine, frigo vuoto. Ha parlato più del solito."),
    ("home_visit", 60, "VD con collega: umidità in camera, foto fatte. Scritto al proprietario."),
    ("home_visit", 40, "Citofono rotto, aspettato 10 min. Poi bene, caffè, letta insieme la lettera dell'INPS."),
    ("interview", 50, "Colloquio: il lavoro a chiamata è ripreso, 3 giorni a settimana. Vuole provare da sola."),
    ("interview", 30, "Arriva in ritardo, scusa l'autobus. Rivisto cosa manca per la domanda: solo l'estratto conto."),
    ("interview", 45, "Piange. Rimandiamo i documenti, oggi si parla."),
    ("phone_call", 10, "Sentita al telefono: bene, chiede di spostare a giovedì."),
    ("phone_call", 15, "Chiamata la scuola: presenze ok, la prof è contenta."),
    ("phone_call", 5, "Non risponde. Riprovo domani prima delle 9."),
    ("accompaniment", 120, "Accompagnata in questura. Due ore di fila ma ricevuta presa."),
    ("accompaniment", 90, "Insieme al CPI per il patto. Aveva paura, poi ha fatto tutto lei."),
    ("meeting", 60, "Équipe: si continua così fino a primavera, poi si verifica. Ognuno il suo pezzo."),
    ("note", 0, "Porta i documenti che mancavano. Fotocopie fatte."),
    ("note", 0, "Passa solo a salutare: ha trovato casa la sorella, lei resta."),
    ("school", 0, "Nota dalla scuola: iscritto alla mensa, tariffa agevolata ok."),
    ("work", 0, "Tirocinio confermato fino a fine mese."),
    ("housing", 0, "Il proprietario accetta il piano di rientro, 80 al mese."),
)
# Kind, title, where it comes from, days it is good for.
KEPT = (
    ("isee", "Attestazione ISEE", "person", 365),
    ("contract", "Contratto di affitto", "person", 0),
    ("work", "Ultima busta paga", "person", 0),
    ("bill", "Sollecito di pagamento", "third_party", 0),
    ("permit", "Permesso di soggiorno, fronte e retro", "person", 500),
    ("school", "Certificato di frequenza", "other_service", 0),
    ("report", "Relazione di aggiornamento", "issued_here", 0),
)
MOST_ENTRIES, MOST_PAPERS = 5, 2


@dataclass(frozen=True, slots=True)
class Writing:
    at: datetime
    kind: str
    minutes: int
    text: str


@dataclass(frozen=True, slots=True)
class Paper:
    at: datetime
    kind: str
    title: str
    origin: str
    good_for: int


def plan_writings(rng: random.Random, since: date, until: date) -> list[Writing]:
    """A few entries while the case was alive, in order."""
    return sorted(
        (Writing(_moment(rng, since, until), *rng.choice(NOTES)) for _number in range(rng.randrange(MOST_ENTRIES))),
        key=lambda writing: writing.at,
    )


def plan_papers(rng: random.Random, since: date, until: date) -> list[Paper]:
    return [Paper(_moment(rng, since, until), *rng.choice(KEPT)) for _number in range(rng.randrange(MOST_PAPERS))]


def write_entries(
    lines: Lines, entries: list[Writing], case: str, person: Known, unit: Place, manager: Worker, accepted: datetime
) -> None:
    """For the team of the case, by who manages it."""
    ambito, sheets = lines.ground.ambito, lines.sheets
    reach = (str(unit.token), manager.user, TEAM, "diary", case)
    for writing in entries:
        if not accepted < writing.at < lines.now:
            continue
        at, entry = writing.at, lines.new(writing.at)
        sheets.entry.add(
            entry, ambito, *reach, unit.organisation, unit.unit or NULL, manager.membership, writing.kind, str(at),
            str(writing.minutes) if writing.minutes else NULL, text(writing.text), lines.record(at, manager.user),
        )  # fmt: skip
        sheets.entry_subject.add(lines.new(at), ambito, entry, person.id, *reach, str(at))
        lines.event(
            kind="diary_met" if writing.kind in MEETINGS else "diary_written", category="diary", level=TEAM, at=at,
            people=[person], place=unit, worker=manager, about=("diary_entry", entry),
            payload=json.dumps({"kind": writing.kind, "minutes": writing.minutes}),
        )  # fmt: skip


def write_papers(
    lines: Lines, papers: list[Paper], case: str, person: Known, unit: Place, manager: Worker, accepted: datetime
) -> None:
    """Each with its one file: a page that says it is an example."""
    ambito, sheets = lines.ground.ambito, lines.sheets
    for paper in papers:
        if not accepted < paper.at < lines.now:
            continue
        at, document = paper.at, lines.new(paper.at)
        category = str(category_of(paper.kind))
        reach = (str(unit.token), manager.user, TEAM, category, case)
        direction = "produced" if paper.origin == "issued_here" else "received"
        expires = at.date() + timedelta(days=paper.good_for) if paper.good_for else None
        record = lines.record(at, manager.user)
        sheets.document.add(
            document, ambito, *reach, unit.organisation, unit.unit or NULL, manager.membership, paper.kind,
            paper.origin, direction, text(paper.title), str(at.date()), optional(expires), record,
        )  # fmt: skip
        sheets.document_subject.add(lines.new(at), ambito, document, person.id, *reach)
        sheets.document_file.add(lines.new(at), ambito, document, *_file(), record)
        lines.event(
            kind="document_added", category=category, level=TEAM, at=at, people=[person], place=unit, worker=manager,
            about=("document", document), payload=json.dumps({"kind": paper.kind, "direction": direction}),
        )  # fmt: skip


@lru_cache(maxsize=1)
def _file() -> tuple[str, ...]:
    """Name, type, size, sum and content, as they stand in a line of COPY."""
    made = sample_file()
    content = "\\\\x" + made["content"].hex()
    return made["name"], made["content_type"], str(made["size"]), made["sha256"], content


def _moment(rng: random.Random, since: date, until: date) -> datetime:
    day = since + timedelta(days=rng.randrange(max(1, (until - since).days + 1)))
    return datetime.combine(day, time(9 + rng.randrange(8), 5 * rng.randrange(12)))
