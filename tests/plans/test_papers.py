"""The papers: tagged PDF (PDF/UA-1), what each one may read of the others, the same words in twelve languages."""

from __future__ import annotations

import io
import json

import page as checker
import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from portico.access.models import ReadLog
from portico.casework.services import add_subject
from portico.kernel.actor import acting
from portico.plans import content as contents
from portico.plans import short
from portico.plans.domains import choices
from portico.plans.services import save_goal, save_support, set_people, share_plan
from portico.plans.services.agreeing import content_of
from tests.architecture.story import CANARIES
from tests.architecture.world import client_of
from tests.factories import make_person
from tests.plans.conftest import fresh

PAPERS = ["sheet", "version_sheet", "copy", "short"]


def paper(world, name, who="social_worker", language="fr", plan=None):
    kwargs = {"key": (plan or world.plan).pk}
    if name == "version_sheet":
        kwargs["number"] = 1
    if name in ("copy", "short"):
        kwargs["person"] = world.plan_person.pk
    if name == "short":
        kwargs["language"] = language
    return client_of(world, who).get(reverse(f"plans:{name}", kwargs=kwargs))


def text_of(response):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages)


@pytest.mark.parametrize("name", PAPERS)
def test_every_paper_passes_the_checker_of_accessible_pdf(world, name):
    response = paper(world, name)
    assert response.status_code == 200 and "no-store" in response["Cache-Control"]
    report = checker.validate_pdf_bytes(response.content, profile="pdf/ua-1")
    assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]


def test_the_draft_passes_it_too_and_says_it_is_one(world):
    response = paper(world, "sheet", plan=world.draft_plan)
    assert checker.validate_pdf_bytes(response.content, profile="pdf/ua-1").is_compliant
    assert "Bozza" in text_of(response)


def test_the_signed_paper_carries_who_signed_and_the_fingerprint(world):
    with acting(world.actor("social_worker")):
        version = world.plan.versions.get()
    text = text_of(paper(world, "version_sheet")).replace("\n", "")
    assert version.sha256 in text.replace(" ", "") and CANARIES["identity"] in text


def test_printing_goes_on_record(world):
    paper(world, "sheet")
    with acting(world.actor("social_worker")):
        assert ReadLog.objects.filter(what="plan.sheet", outcome="printed", person_id=world.person.pk).exists()


def test_the_tutor_prints_what_the_tutor_reads(world):
    text = text_of(paper(world, "sheet", who="tutor"))
    assert CANARIES["shared_goal"] in text and CANARIES["own_support"] in text
    assert CANARIES["other_support"] not in text


class TestOnePersonsCopy:
    @pytest.fixture
    def content(self, net, do, draft):
        """The mother's, her brother's, the child's, everybody's."""

        brother = make_person(actor=net.worker, first_name="Karim", last_name="Benali")
        with acting(net.worker):
            add_subject(actor=net.worker, case_id=net.case.pk, person_id=brother.pk)
            set_people(
                actor=net.worker, plan_id=draft.pk, person_ids=[net.mother.pk, net.son.pk, brother.pk]
            )  # fmt: skip
            people = {item.person.first_name: item.pk for item in draft.people.select_related("person")}
        for whom, text, alone in [
            ("Fatima", "di lei", False), ("Karim", "di lui", False), ("Amir", "del bambino", False),
            ("Amir", "solo del bambino", True),
        ]:  # fmt: skip
            do(
                save_goal, plan_id=draft.pk, domain="social", text=text, for_whom=[people[whom]], only_theirs=alone,
                responsible_words="x",
            )  # fmt: skip
        do(save_support, plan_id=draft.pk, kind="aid", what="food", text="spesa di lui", subject_id=people["Karim"])
        with acting(net.worker):
            return content_of(actor=net.worker, plan=fresh(net, draft)), people

    def shown(self, content, key):
        mine = contents.for_person(content, str(key))
        words = {goal["text"] for goal in mine["goals"]}
        return words | {item["text"] for item in mine["supports"]}

    def test_an_adult_gets_their_own_everybody_s_and_the_children_s(self, content):
        whole, people = content
        assert self.shown(whole, people["Fatima"]) == {"Una casa in affitto", "Emporio", "di lei", "del bambino"}
        assert self.shown(whole, people["Karim"]) == {
            "Una casa in affitto", "Emporio", "di lui", "del bambino", "spesa di lui",
        }  # fmt: skip

    def test_a_minor_gets_their_own_and_everybody_s(self, content):
        whole, people = content
        assert self.shown(whole, people["Amir"]) == {
            "Una casa in affitto", "Emporio", "del bambino", "solo del bambino",
        }  # fmt: skip

    def test_no_copy_carries_a_cost(self, content):
        whole, people = content
        assert "12345" in json.dumps(whole)
        for key in people.values():
            assert "12345" not in json.dumps(contents.for_person(whole, str(key)))


class TestLanguages:
    def test_each_language_says_everything_the_italian_one_says(self):
        italian = short.words("it")
        codes = [code for code, _label in choices()]
        assert {code for code, _label in short.languages()} >= {"it", "en", "fr", "ar", "uk", "zh", "ur", "bn"}
        for language, _label in short.languages():
            words = short.words(language)
            assert words.strings.keys() == italian.strings.keys()
            assert sorted(words.domains) == sorted(codes)
            assert all(words.strings.values()) and all(words.domains.values())
            assert words.reviewed == (language == "it")

    @pytest.mark.parametrize("language", ["uk", "ro", "sq"])
    def test_the_short_version_has_their_labels_and_the_words_as_written(self, world, language):
        response = paper(world, "short", language=language)
        text = text_of(response)
        assert short.words(language).strings["help"] in " ".join(text.split())
        assert CANARIES["shared_goal"] in text
        assert checker.validate_pdf_bytes(response.content, profile="pdf/ua-1").is_compliant

    def test_an_unknown_language_gets_the_italian_one(self, world):
        assert short.words("it").strings["title"] in " ".join(text_of(paper(world, "short", language="xx")).split())


def test_the_words_that_are_signed_are_the_words_that_are_read(net, do, draft):
    """Every sentence of the frozen text is on the paper made from the same content."""
    version = do(share_plan, plan_id=draft.pk)
    assert version.text == contents.as_text(version.content)
    with acting(net.worker):
        assert contents.as_text(content_of(actor=net.worker, plan=fresh(net, draft))) == version.text
    assert version.frozen_at.date() <= timezone.now().date()
