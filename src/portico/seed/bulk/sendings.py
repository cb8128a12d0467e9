"""Referrals with their steps, as `referrals.services` write them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from portico.kernel import codes
from portico.referrals import rules
from portico.seed.bulk.copying import NULL, text
from portico.seed.bulk.ground import Place, Target, Worker
from portico.seed.bulk.lines import NETWORK, UNIT, Known, Lines
from portico.seed.shapes import ContactShape, EncounterShape, ReferralShape

ASKED = (
    "Chiediamo un colloquio e di farci sapere com'è andata.",
    "Potete contattarla voi? Risponde meglio di pomeriggio.",
    "Una prima valutazione, poi ci sentiamo.",
    "Inserimento se ci sono i requisiti; per i documenti l'aiutiamo noi.",
    "Un appuntamento appena possibile.",
    "Informazioni precise e, se si può, l'iscrizione.",
)
DECLINED = {
    "other": "Ne abbiamo parlato a voce con chi invia.",
    "more_suitable": "Meglio un servizio più vicino a casa sua: vi scriviamo quale.",
    "information_missing": "Mancano i documenti del nucleo: rimandatelo quando ci sono.",
}
QUESTION = "Ci servono un recapito che risponda e l'ISEE, se c'è."
# The stream's step → the act, and whose.
ACTS = {
    "sent": ("send", "sender", "referral_sent"),
    "more_information": ("ask", "receiver", "referral_information_asked"),
    "waiting_list": ("wait", "receiver", "referral_waiting_list"),
    "accepted": ("accept", "receiver", "referral_accepted"),
    "declined": ("decline", "receiver", "referral_declined"),
    "completed": ("complete", "receiver", "referral_completed"),
    "interrupted": ("interrupt", "receiver", "referral_interrupted"),
    "expired": ("expire", "system", "referral_expired"),
}
ANSWERS = ("accepted", "declined", "waiting_list")
STANDING = {"sent", "more_information", "waiting_list", "accepted"}
NOBODY = Worker(NULL, NULL, 0, "system", "")
SYSTEM = Place(unit=NULL, token=0, organisation=NULL, sensitive=False, desk="", slot_minutes=0, workers=())


def write_referral(
    lines: Lines, encounter: EncounterShape, key: str, person: Known, worker: Worker, number: int
) -> None:
    """The referral that came out of a listening, and all that became of it."""
    shape = encounter.referral
    if shape is None:
        return
    place = lines.ground.places[encounter.desk]
    target = lines.ground.targets[shape.to_service]
    steps = _with_expiry(lines, shape)
    moments = dict(steps)
    sent = moments["sent"]
    referral = lines.new(sent)
    position = lines.rng.randrange(1, 9) if steps[-1][0] == "waiting_list" else 0
    _row(lines, referral, shape, steps, place, target, worker, key, number, position)
    _content(lines, referral, shape, encounter, person, place, target, worker, sent, steps[-1][0], moments)
    answering = target.workers[number % len(target.workers)] if target.workers else None
    level = UNIT if target.discreet or place.sensitive else NETWORK
    for step, at in steps:
        act, side, kind = ACTS[step]
        by, where = (worker, place) if side == "sender" else _receiver(target, answering, side)
        lines.sheets.message.add(
            lines.new(at), lines.ground.ambito, referral, side, act, text(_words(shape, step)), by.user, str(at)
        )
        lines.event(
            kind=kind, category="diary", level=level, at=at, people=[person], place=where, worker=by,
            others=(place.token, target.token), about=("referral", referral), dimensions_on=sent.date(),
            payload=_payload(step, shape, position, sent=step == "sent"),
        )  # fmt: skip
        if step == "accepted":
            _open(lines, referral, person, target, by, at, moments)


def _with_expiry(lines: Lines, shape: ReferralShape) -> list[tuple[str, datetime]]:
    """What nobody answered expires, as it would have."""
    steps = list(shape.steps)
    if shape.state in {"sent", "more_information"}:
        urgency = shape.urgency
        days = rules.ANSWER[urgency] + rules.EXPIRY[urgency] + 1
        at = (steps[0][1] + timedelta(days=days)).replace(hour=3, minute=40, second=0, microsecond=0)
        if at < lines.now:
            steps.append(("expired", at))
    return steps


def _receiver(target: Target, answering: Worker | None, side: str) -> tuple[Worker, Place]:
    if side == "system" or answering is None:
        return NOBODY, SYSTEM
    where = Place(target.unit, target.token, target.organisation, target.discreet, "", 0, ())
    return answering, where


def _row(
    lines: Lines,
    referral: str,
    shape: ReferralShape,
    steps: list[tuple[str, datetime]],
    place: Place,
    target: Target,
    worker: Worker,
    encounter: str,
    number: int,
    position: int,
) -> None:
    state, last = steps[-1]
    sent = steps[0][1]
    received = next((at for step, at in steps[1:] if step != "expired"), None)
    answered = next((at for step, at in steps if step in ANSWERS), None)
    ended = last if state in {"declined", "completed", "interrupted", "expired"} else None
    kept = last + timedelta(days=rules.KEPT) if state in {"completed", "interrupted"} else None
    due = sent.date() + timedelta(days=rules.ANSWER[shape.urgency])
    lines.sheets.referral.add(
        referral, lines.ground.ambito, str(number), str(sent.year), place.organisation, place.unit, worker.membership,
        str(place.token), target.service, target.organisation, target.unit or NULL, str(target.token),
        "t" if target.discreet or place.sensitive else "f", shape.urgency, state, str(last), str(last), str(due),
        str(sent), _moment(received), _moment(answered), _moment(ended), _moment(kept),
        shape.decline_reason if state == "declined" else "", shape.outcome if state == "completed" else "",
        shape.interruption_reason if state == "interrupted" else "", str(position) if position else NULL, encounter,
        lines.record(sent, worker.user),
    )  # fmt: skip


def _moment(at: datetime | None) -> str:
    return NULL if at is None else str(at)


def _content(
    lines: Lines,
    referral: str,
    shape: ReferralShape,
    encounter: EncounterShape,
    person: Known,
    place: Place,
    target: Target,
    worker: Worker,
    sent: datetime,
    state: str,
    moments: dict[str, datetime],
) -> None:
    """Whom it is about, and the frozen copy of what was ticked."""
    ambito = lines.ground.ambito
    if state in STANDING:
        open_until = "9999-01-01 00:00:00+00"
    else:
        kept = state in {"completed", "interrupted"}
        open_until = str(moments[state] + timedelta(days=rules.KEPT)) if kept else NULL
    lines.sheets.referral_subject.add(
        referral, ambito, person.id, str(place.token), str(target.token),
        "t" if target.discreet or place.sensitive else "f", open_until,
    )  # fmt: skip
    label = f"{person.shape.first_name} {person.shape.last_name}"
    lines.sheets.package.add(
        lines.new(sent), ambito, referral, text(label), text(shape.reason),
        text(ASKED[encounter.key % len(ASKED)]), "{needs}", lines.record(sent, worker.user),
    )  # fmt: skip
    needs = ", ".join(
        lines.ground.need_label[need] for need in sorted(encounter.needs, key=lines.ground.shown_order.__getitem__)
    )
    for order, (section, category, items) in enumerate(_sections(needs, person, label, sent)):
        lines.sheets.section.add(
            lines.new(sent), ambito, referral, section, category, str(order), text(json.dumps(items))
        )


def _sections(needs: str, person: Known, label: str, sent: datetime) -> list[tuple[str, str, list[dict[str, str]]]]:
    """As `referrals.sections` shows them: the base always, and the needs of the listening."""
    shape = person.shape
    base = [("Nome", label), ("Età", f"{shape.age_on(sent.date())} anni")]
    base.append(("Lingue", ", ".join(codes.label("language", language) for language in shape.languages)))
    base.append(("Mediazione", codes.label("interpreter_need", shape.interpreter)))
    contacts = [item for item in shape.contacts if item.safety != "never"]
    base += [(codes.label("contact_kind", item.kind), _contact(item)) for item in contacts]
    if not contacts:
        base.append(("Recapiti", "nessuno che si possa usare: chiedi a chi invia"))
    found = [("base", "contacts", [{"label": key, "value": value} for key, value in base if value])]
    found.append(("needs", "identity", [{"label": "Bisogni dell'ascolto", "value": needs}]))
    return found


def _contact(item: ContactShape) -> str:
    remarks = [
        f"di {item.owner}" if item.owner else "",
        {"careful": "con cautela", "unknown": "non ancora chiesto se si può usare"}.get(item.safety, ""),
        item.note,
    ]
    said = "; ".join(remark for remark in remarks if remark)
    return f"{item.value} ({said})" if said else item.value


def _words(shape: ReferralShape, step: str) -> str:
    if step == "declined":
        return DECLINED.get(shape.decline_reason, "")
    return QUESTION if step == "more_information" else ""


def _payload(step: str, shape: ReferralShape, position: int, *, sent: bool) -> str:
    said = {"urgency": shape.urgency, "state": step} if sent else {"state": step, "urgency": shape.urgency}
    extras: dict[str, dict[str, object]] = {
        "accepted": {"in_charge": False},
        "declined": {"reason": shape.decline_reason},
        "waiting_list": {"position": position or None},
        "completed": {"outcome": shape.outcome},
        "interrupted": {"interruption_reason": shape.interruption_reason},
    }
    return json.dumps({**said, **extras.get(step, {})})


def _open(
    lines: Lines,
    referral: str,
    person: Known,
    target: Target,
    worker: Worker,
    at: datetime,
    moments: dict[str, datetime],
) -> None:
    """Accepting opens the person to the receiver, until some days after the end."""
    ended = moments.get("completed") or moments.get("interrupted")
    lines.grant(
        person=person.id,
        token=target.token,
        origin="accepted_referral",
        scope=("referral", referral),
        at=at,
        until=ended + timedelta(days=rules.KEPT) if ended else None,
        user=worker.user,
    )
