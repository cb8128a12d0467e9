"""How the households that come to a network are made up, and what they struggle with.

Weights are guesses of people who work in such networks, good enough to fill a demonstration; they are no
statistics. Needs do not depend on where somebody comes from, except what the law makes depend on it.
"""

from __future__ import annotations

from dataclasses import dataclass

from portico.seed.world import Draw


@dataclass(frozen=True, slots=True)
class Profile:
    """A kind of household: how common, which area follows it, what it struggles with."""

    name: str
    weight: float
    area: str
    origins: Draw[str]
    needs: Draw[str]
    strain: float  # how heavy on average, 0–1


def _draw(text: str) -> Draw[str]:
    """`code weight, code weight…`"""
    pairs = (part.rsplit(" ", 1) for part in text.replace("\n", " ").split(",") if part.strip())
    return Draw((code.strip(), float(weight)) for code, weight in pairs)


ANYWHERE = _draw("it 60, al 8, ro 7, ma 6, ua 4, md 3, cn 2, pk 2, bd 2, ng 2, sn 2, tn 2, pl 1, pe 1, mk 1")
MOSTLY_ITALIAN = _draw("it 94, al 1, ro 1, ma 1, ua 1, pl 1, pe 1")
YOUNG_FAMILIES = _draw("it 46, al 12, ma 10, ro 8, ua 5, bd 4, pk 4, ng 4, cn 3, sn 2, tn 3, mk 2, md 2, pe 1")
CARERS = _draw("ua 34, md 26, ro 24, pl 8, pe 6, al 2")
RECEPTION = _draw("ng 20, pk 22, bd 20, sn 18, tn 10, ma 10")
STREET = _draw("it 42, ro 12, ma 12, pl 9, tn 8, ua 5, ng 4, pk 4, sn 4")

OLD_AGE = _draw(
    """elderly.home_help 12, elderly.meals_errands 5, elderly.company 6, elderly.transport 6,
    elderly.dependency 7, elderly.private_carer 5, elderly.safety_calls 4, elderly.day_centre 4,
    elderly.residential 4, elderly.caregiver 5, elderly.dementia 5, money.bills 6, money.no_income 3,
    health.visits 6, digital.letters 5, digital.identity 5, housing.public 3, housing.unfit 2,
    mental.bereavement 3, goods.food 3, violence.frail 1, justice.protection 3, money.fees 2"""
)
GROWN_UPS = _draw(
    """work.job_search 12, money.no_income 11, housing.search 7, housing.eviction 5, housing.arrears 7,
    money.bills 8, money.debt 6, work.job_loss 5, work.cv 3, work.training 4, work.rights 3, goods.food 7,
    papers.isee 5, digital.online_forms 5, digital.identity 4, health.visits 3, mental.listening 4,
    mental.distress 3, addiction.gambling 2, addiction.alcohol 2, work.supported 3, papers.residence 2,
    digital.letters 3, community.isolation 3, housing.public 3, school.adult_diploma 1, justice.legal_aid 1,
    justice.alternatives 1"""
)
WITH_CHILDREN = _draw(
    """money.no_income 9, goods.food 10, housing.arrears 8, housing.eviction 4, housing.overcrowded 5,
    housing.search 5, money.bills 9, school.costs 6, school.homework 5, school.dropout 3, school.enrolment 3,
    family.childcare 6, family.parenting 5, family.free_time 4, family.newborn 3, goods.baby 4,
    money.benefits 6, papers.isee 5, work.balance 5, work.job_search 5, school.learning 2,
    family.separation 3, digital.online_forms 3, health.costs 2, mental.young 2, mental.listening 2,
    housing.public 4, community.newcomers 2, violence.domestic 1"""
)
ALONE_WITH_CHILDREN = _draw(
    """family.single_parent 10, money.no_income 10, goods.food 9, housing.arrears 8, work.balance 9,
    family.childcare 8, goods.baby 5, family.separation 5, work.job_search 6, housing.search 5,
    school.costs 5, money.bills 7, money.benefits 5, family.free_time 4, mental.listening 4,
    violence.domestic 3, housing.temporary 3, school.homework 3, papers.isee 4, justice.family_court 2"""
)
NO_HOME = _draw(
    """housing.homeless 14, emergency.shelter 8, goods.meals 9, goods.hygiene 8, papers.residence 6,
    goods.clothes 5, work.job_search 5, health.doctor 5, addiction.alcohol 4, mental.distress 3,
    papers.identity 4, emergency.cold_heat 3, justice.release 2, papers.permit 2, goods.pets 1"""
)
NEWLY_ARRIVED = _draw(
    """papers.asylum 8, papers.permit 10, school.italian 10, work.job_search 9, housing.search 6,
    health.doctor 6, papers.residence 5, papers.translation 4, mental.trauma 3, work.training 4,
    community.newcomers 4, digital.identity 3, papers.recognition 1"""
)
CARE_WORK = _draw(
    """work.job_loss 8, work.job_search 10, housing.temporary 6, housing.search 6, work.rights 5,
    papers.permit 5, money.benefits 4, school.italian 3, papers.isee 4, health.visits 3, papers.recognition 2,
    community.isolation 3"""
)
DISABLED = _draw(
    """disability.recognition 9, disability.life_project 6, disability.day_centre 6, disability.work 6,
    disability.transport 5, disability.respite 5, disability.school 4, disability.living 4, money.benefits 5,
    health.visits 4, money.no_income 3, papers.isee 3, justice.protection 3, elderly.caregiver 3"""
)

PROFILES = (
    Profile("elderly_alone", 15, "elderly", MOSTLY_ITALIAN, OLD_AGE, 0.4),
    Profile("elderly_couple", 7, "elderly", MOSTLY_ITALIAN, OLD_AGE, 0.4),
    Profile("elderly_with_carer", 5, "elderly", MOSTLY_ITALIAN, OLD_AGE, 0.5),
    Profile("elderly_with_child", 4, "elderly", MOSTLY_ITALIAN, OLD_AGE, 0.5),
    Profile("man_alone", 14, "adults", ANYWHERE, GROWN_UPS, 0.45),
    Profile("woman_alone", 7, "adults", ANYWHERE, GROWN_UPS, 0.4),
    Profile("care_worker", 3, "adults", CARERS, CARE_WORK, 0.35),
    Profile("couple", 5, "adults", ANYWHERE, GROWN_UPS, 0.4),
    Profile("family", 18, "families_minors", YOUNG_FAMILIES, WITH_CHILDREN, 0.45),
    Profile("single_parent", 12, "families_minors", YOUNG_FAMILIES, ALONE_WITH_CHILDREN, 0.55),
    Profile("three_generations", 4, "families_minors", YOUNG_FAMILIES, WITH_CHILDREN, 0.5),
    Profile("two_homes", 3, "families_minors", ANYWHERE, ALONE_WITH_CHILDREN, 0.5),
    Profile("blended_family", 3, "families_minors", ANYWHERE, WITH_CHILDREN, 0.5),
    Profile("homeless", 4, "adults", STREET, NO_HOME, 0.7),
    Profile("newly_arrived", 3, "adults", RECEPTION, NEWLY_ARRIVED, 0.45),
    Profile("disabled_adult", 3, "disability", MOSTLY_ITALIAN, DISABLED, 0.55),
    Profile("disabled_child", 2, "families_minors", YOUNG_FAMILIES, DISABLED, 0.6),
)
ANY_PROFILE = Draw((profile, profile.weight) for profile in PROFILES)

# (education, weight) for grown-ups; (marital status, weight) of people who live alone.
EDUCATION = _draw(
    """lower_secondary 34, primary 14, vocational 14, upper_secondary 22, bachelor 4, master 4, none 4,
    foreign_unrecognised 3, unknown 8"""
)
OLD_EDUCATION = _draw("primary 52, lower_secondary 24, upper_secondary 9, none 9, vocational 4, master 2")
ALONE = _draw("single 46, separated 17, divorced 15, separated_de_facto 8, widowed 6, unknown 8")
WORK = _draw(
    """unemployed 34, employed_temporary 16, employed_part_time 14, employed_permanent 12, irregular 6,
    self_employed 3, homemaker 7, unable 4, traineeship 2, unknown 4"""
)
INCOME_OF_WORK = {
    "unemployed": ("unemployment_benefit", "inclusion_allowance", "none", "family_help"),
    "employed_temporary": ("employment",),
    "employed_part_time": ("employment",),
    "employed_permanent": ("employment",),
    "self_employed": ("self_employment",),
    "irregular": ("irregular_work",),
    "traineeship": ("traineeship",),
    "homemaker": ("family_help", "none"),
    "unable": ("disability_pension",),
    "retired": ("pension", "pension", "pension", "social_allowance"),
    "carer": ("attendance_allowance", "care_allowance"),
}
TENURE = _draw(
    """rent_private 44, rent_public 17, owner 12, owner_mortgage 7, hosted 8, loan_for_use 4,
    rent_unregistered 3, sublet_room 4, rent_social 1"""
)
OLD_TENURE = _draw("owner 58, rent_public 15, rent_private 17, usufruct 6, loan_for_use 4")
RENTED = frozenset({"rent_private", "rent_public", "owner_mortgage", "sublet_room", "rent_unregistered"})
