"""The synthetic network: the same every time, plausible, of nobody."""

import random
import re
import time
from collections import Counter
from datetime import date, datetime

import pytest
from codicefiscale import codicefiscale as reference

from portico.kernel.reference import CODES, read_csv
from portico.people import identifiers
from portico.seed import notes
from portico.seed.population import households
from portico.seed.stream import encounters_for, encounters_without_name
from portico.seed.world import ATS_PESARO, holidays_of, load_world

TODAY = date(2026, 11, 22)
SINCE = date(2024, 11, 22)


@pytest.fixture(scope="module")
def world():
    loaded = load_world()
    loaded.open_between(SINCE, TODAY)
    return loaded


@pytest.fixture(scope="module")
def homes(world):
    return list(households(random.Random(7), 3000, as_of=TODAY, world=world))


@pytest.fixture(scope="module")
def people(homes):
    return [person for home in homes for person in home.people]


@pytest.fixture(scope="module")
def encounters(world, homes):
    rng = random.Random(11)
    return [item for home in homes for item in encounters_for(rng, world, home, since=SINCE, until=TODAY)]


def codes_of(name):
    return {row["code"] for row in read_csv(CODES / f"{name}.csv")}


def share(items, test):
    return sum(map(test, items)) / len(items)


# -- people ------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_network(world):
    def network():
        rng = random.Random(42)
        found = list(households(rng, 300, as_of=TODAY, world=world))
        told = [encounters_for(rng, world, home, since=SINCE, until=TODAY) for home in found]
        return repr((found, told))

    assert network() == network()


def test_another_seed_gives_another_network(world):
    first = next(households(random.Random(1), 1, as_of=TODAY, world=world))
    second = next(households(random.Random(2), 1, as_of=TODAY, world=world))
    assert first != second


def test_keys_are_the_running_number(people):
    assert [person.key for person in people] == list(range(len(people)))
    assert 3000 <= len(people) < 3020


def test_tax_codes_are_right_and_given_once(people):
    found = []
    for person in people:
        for identifier in person.identifiers:
            if identifier.kind != "tax_code":
                continue
            found.append(identifier.value)
            assert identifiers.problem("tax_code", identifier.value) is None
            assert (
                identifiers.compare_with(
                    identifier.value,
                    birth_date=person.birth_date,
                    sex=person.sex,
                    place_code=person.birth_place_code,
                    first_name=person.first_name,
                    last_name=person.last_name,
                )
                == []
            )
    assert len(found) == len(set(found))
    assert 0.93 < len(found) / len(people) < 0.99
    assert any(identifiers.without_omocodia(code) != code for code in found)
    for code in random.Random(3).sample(found, 200):
        assert reference.is_valid(code), code


def test_who_has_no_tax_code_has_something_else(people):
    kinds = Counter(item.kind for person in people for item in person.identifiers)
    assert {"tax_code", "provisional_tax_code", "stp", "internal"} <= set(kinds)
    assert set(kinds) <= codes_of("identifier_kind")
    for person in people:
        assert person.identifiers or person.duplicate_of is not None
        for item in person.identifiers:
            assert identifiers.problem(item.kind, item.value) is None


def test_codes_are_of_the_lists(homes, people):
    fields = {
        "sex": "sex",
        "interpreter": "interpreter_need",
        "marital_status": "marital_status",
        "education": "education_level",
        "work_status": "work_status",
        "residence_status": "residence_status",
    }
    for field, name in fields.items():
        assert {getattr(person, field) for person in people} <= codes_of(name), field
    assert {code for person in people for code in person.languages} <= codes_of("language")
    assert {code for person in people for code in person.income_sources} <= codes_of("income_source")
    assert {person.permit.kind for person in people if person.permit} <= codes_of("permit_kind")
    assert {item.kind for person in people for item in person.contacts} <= codes_of("contact_kind")
    assert {home.area for home in homes} <= codes_of("case_area")
    assert {home.housing.status for home in homes} <= codes_of("housing_status")
    assert {home.housing.tenure for home in homes} <= codes_of("housing_tenure")
    assert {item.kind for home in homes for item in home.relations} <= codes_of("relation_kind")
    assert {item.kind for home in homes for item in home.isee} <= codes_of("isee_kind")
    roles = {role for home in homes for group in home.groups for _key, role in group.members}
    assert roles <= codes_of("relation_kind") | {""}


def test_phones_and_mail_are_invented(people):
    for person in people:
        for contact in person.contacts:
            if contact.kind == "email":
                assert contact.value.endswith("@example.org")
            else:
                assert re.fullmatch(r"0721 000 \d{3}|333 000 0\d{3}", contact.value)


def test_places_are_of_the_ambito(homes, people):
    assert {home.municipality for home in homes} == set(ATS_PESARO)
    assert 0.6 < share(homes, lambda home: home.municipality == "041044") < 0.8
    assert {item.municipality for person in people for item in person.addresses} <= set(ATS_PESARO)
    assert {person.birth_place_code for person in people} >= {"G479", "D488", "Z330"}
    # Vallefoglia exists since 2014.
    assert not [person for person in people if person.birth_place_code == "M331"]


def test_ages_and_origins_are_plausible(people):
    ages = [person.age_on(TODAY) for person in people]
    assert min(ages) >= 0
    assert max(ages) < 105
    assert 0.2 < share(ages, lambda age: age < 18) < 0.35
    assert 0.12 < share(ages, lambda age: age >= 70) < 0.25
    italian = share(people, lambda person: "IT" in person.citizenships)
    assert 0.5 < italian < 0.75
    # Being born elsewhere is not being a foreigner, nor the other way round.
    assert any(person.birth_place_code.startswith("Z") and "IT" in person.citizenships for person in people)
    assert any(person.birth_place_code == "G479" and "IT" not in person.citizenships for person in people)
    assert all(
        (person.permit is None) == ("IT" in person.citizenships) for person in people if person.duplicate_of is None
    )


def test_permits_expire_and_some_soon(people):
    ends = [person.permit.valid_until for person in people if person.permit and person.permit.valid_until]
    assert any(0 < (end - TODAY).days <= 60 for end in ends)
    assert any(end < TODAY for end in ends)
    displaced = [p.permit for p in people if p.permit and p.permit.kind == "temporary_protection"]
    assert {permit.valid_until for permit in displaced} == {date(2027, 3, 4)}


def test_needs_do_not_depend_on_citizenship(homes):
    def troubled(home):
        return any(need.startswith(("money.", "housing.", "goods.")) for need in home.needs)

    ours = [home for home in homes if "IT" in home.reference.citizenships and home.area != "elderly"]
    theirs = [home for home in homes if "IT" not in home.reference.citizenships and home.area != "elderly"]
    assert abs(share(ours, troubled) - share(theirs, troubled)) < 0.15


# -- households --------------------------------------------------------------------------------------


def test_parents_are_older_than_their_children(homes):
    for home in homes:
        born = {person.key: person.birth_date for person in home.people}
        sexes = {person.key: person.sex for person in home.people}
        for relation in home.relations:
            if relation.kind in {"mother", "father"} and relation.person is not None:
                years = (born[relation.other] - born[relation.person]).days / 365.25
                assert years > 15.5
                assert sexes[relation.person] == ("female" if relation.kind == "mother" else "male")


def test_parents_represent_their_minors_only(homes):
    for home in homes:
        ages = {person.key: person.age_on(TODAY) for person in home.people}
        for relation in home.relations:
            if relation.kind in {"mother", "father"} and relation.person in ages:
                assert relation.represents == (ages[relation.other] < 18)


def test_a_relation_has_one_other_end(homes):
    for home in homes:
        for relation in home.relations:
            assert (relation.person is None) == bool(relation.outside_name)
            assert relation.person != relation.other


def test_the_three_households_are_not_always_the_same(homes):
    two_homes = [home for home in homes if home.profile == "two_homes"]
    assert two_homes
    for home in two_homes:
        kinds = Counter(group.kind for group in home.groups)
        assert kinds["registry"] == 1
        assert kinds["de_facto"] == 2
        lived_in = [dict(group.members) for group in home.groups if group.kind == "de_facto"]
        children = [person.key for person in home.people if person.age_on(TODAY) < 18]
        assert children
        assert all(child in lived_in[0] and child in lived_in[1] for child in children)
    # Nobody is in two registry households at once.
    keys = [key for home in homes for group in home.groups if group.kind == "registry" for key, _role in group.members]
    assert len(keys) == len(set(keys))


def test_isee_end_on_the_last_day_of_the_year(homes):
    found = [isee for home in homes for isee in home.isee]
    assert found
    for isee in found:
        assert isee.issued_on <= TODAY
        assert isee.issued_on < isee.valid_until
        if isee.kind != "current":
            assert (isee.valid_until.month, isee.valid_until.day) == (12, 31)
    winter = share(found, lambda isee: isee.issued_on.month <= 3)
    assert winter > 0.3
    values = sorted(isee.value_cents for isee in found)
    assert 300_000 < values[len(values) // 2] < 1_200_000
    assert values[0] == 0


def test_some_have_no_home(homes):
    streets = [home for home in homes if home.housing.status == "street"]
    assert streets
    for home in streets:
        kinds = [address.kind for address in home.reference.addresses]
        assert kinds[0] == "no_fixed"
    fictitious = [person for home in streets for person in home.people if person.residence_status == "fictitious"]
    assert all(person.addresses[1].kind == "fictitious" for person in fictitious)


def test_needs_fit_the_ages(homes):
    for home in homes:
        youngest = min(person.age_on(TODAY) for person in home.people)
        assert home.needs
        if "goods.baby" in home.needs:
            assert youngest <= 2
        if home.profile in {"family", "single_parent"}:
            assert youngest < 18


def test_a_few_are_registered_twice(homes, people):
    doubles = [person for person in people if person.duplicate_of is not None]
    assert 0.001 < len(doubles) / len(people) < 0.02
    for double in doubles:
        first = people[double.duplicate_of]
        assert not double.identifiers
        assert (double.birth_date.year, double.sex) == (first.birth_date.year, first.sex)


# -- two years of encounters -------------------------------------------------------------------------


def test_encounters_fall_when_the_desk_is_open(world, encounters):
    for encounter in encounters:
        desk = world.desks[encounter.desk]
        day = encounter.started_at.date()
        minute = encounter.started_at.hour * 60 + encounter.started_at.minute
        assert SINCE <= day <= TODAY
        assert any(first <= minute < last for first, last in desk.hours[day.weekday()])
        assert day not in holidays_of(day.year)
        assert not desk.august[0] <= f"{day:%m-%d}" <= desk.august[1]


def test_encounters_follow_the_seasons(encounters):
    months = Counter(encounter.started_at.month for encounter in encounters)
    assert months[8] < 0.6 * months[9]
    isee = Counter(item.started_at.month for item in encounters if "papers.isee" in item.needs)
    assert isee[1] + isee[2] > 0.35 * sum(isee.values())
    years = Counter((item.started_at.year, item.started_at.month) for item in encounters)
    assert years[2025, 2] > 0.5 * years[2026, 2]


def test_encounters_use_the_lists(encounters):
    needs = {need for encounter in encounters for need in encounter.needs}
    known = {row["code"] for row in read_csv(CODES.parents[2] / "directory" / "data" / "needs.csv")}
    assert needs <= known
    assert {theme for encounter in encounters for theme in encounter.themes} <= known
    for field, name in {
        "channel": "encounter_channel",
        "presence": "encounter_presence",
        "interlocutor": "interlocutor",
        "reason": "access_reason",
        "urgency": "urgency",
        "outcome": "encounter_outcome",
    }.items():
        assert {getattr(encounter, field) for encounter in encounters} <= codes_of(name), field


def test_notes_are_short_filled_and_varied(encounters):
    texts = [encounter.note for encounter in encounters]
    assert all(10 < len(text) < 260 and "{" not in text for text in texts)
    assert all(text[0].isupper() for text in texts)
    bank = [note for found in notes.bank().values() for note in found]
    assert len(bank) >= 250
    assert len(set(texts)) > 250
    # A household is not told the same thing twice.
    told = Counter((encounter.household, encounter.note) for encounter in encounters)
    assert share(list(told.values()), lambda times: times > 1) < 0.02


def test_referrals_go_elsewhere_and_move_forward(world, encounters):
    own = {service: organisation for found in world.services_for.values() for service, organisation, _places in found}
    sent = [encounter for encounter in encounters if encounter.referral]
    assert 0.12 < len(sent) / len(encounters) < 0.35
    now = datetime.combine(TODAY, datetime.max.time())
    for encounter in sent:
        referral = encounter.referral
        assert encounter.outcome == "referral"
        assert own[referral.to_service] != encounter.organisation
        moments = [moment for _state, moment in referral.steps]
        assert moments == sorted(moments)
        assert moments[0] > encounter.started_at
        assert moments[-1] <= now
        assert (referral.state == "declined") == bool(referral.decline_reason)
        assert (referral.state == "interrupted") == bool(referral.interruption_reason)
    states = Counter(encounter.referral.state for encounter in sent)
    assert {"sent", "accepted", "declined", "waiting_list", "completed", "interrupted"} <= set(states)
    assert states["completed"] > states["declined"] > 0
    assert {e.referral.decline_reason for e in sent} <= codes_of("referral_decline_reason") | {""}
    assert {e.referral.interruption_reason for e in sent} <= codes_of("referral_interruption_reason") | {""}
    assert {e.referral.outcome for e in sent} <= codes_of("referral_outcome") | {""}


def test_cases_open_in_the_unit_of_the_place(world, homes, encounters):
    by_key = {home.key: home for home in homes}
    opened = [encounter for encounter in encounters if encounter.case]
    assert 0.1 < len(opened) / len(homes) < 0.3
    assert len({encounter.household for encounter in opened}) == len(opened)
    for encounter in opened:
        home, case = by_key[encounter.household], encounter.case
        assert encounter.outcome == "case_proposal"
        assert case.unit == world.units_for[home.municipality, home.area]
        assert encounter.started_at.date() < case.opened_on <= TODAY
        assert (case.state == "closed") == bool(case.closed_on) == bool(case.closure_reason)
        assert (case.state == "suspended") == bool(case.suspended_on) == bool(case.suspension_reason)
        assert case.closed_on is None or case.opened_on < case.closed_on <= TODAY
    assert {e.case.closure_reason for e in opened} <= codes_of("case_closure_reason") | {""}
    assert {e.case.suspension_reason for e in opened} <= codes_of("case_suspension_reason") | {""}


def test_people_without_a_name_are_listened_to_and_sent_nowhere(world):
    found = encounters_without_name(random.Random(5), world, 60, until=TODAY, first_key=900)
    assert [item.key for item in sorted(found, key=lambda item: item.key)] == list(range(900, 960))
    for encounter in found:
        assert encounter.people == ()
        assert encounter.household is None
        assert encounter.called
        assert encounter.referral is None
        assert encounter.case is None
        assert encounter.outcome in codes_of("encounter_outcome")


def test_fast_enough_to_seed(world):
    """A thousand people take a blink; ten times the time measured here would still pass."""
    start = time.perf_counter()
    list(households(random.Random(1), 1500, as_of=TODAY, world=world))
    assert time.perf_counter() - start < 2
