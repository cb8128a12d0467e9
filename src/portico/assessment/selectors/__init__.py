"""Reading assessments: each opens through its people, as the database's policies say a second time."""

from portico.assessment.selectors.reading import (
    answers_of,
    assessments,
    assessments_of_case,
    assessments_of_person,
    draft_of,
    forms,
    get_assessment,
    get_form,
    latest_of,
    newest_form,
    priorities,
    reach_of,
    subjects,
    voices_of,
)
from portico.assessment.selectors.results import Finding, strengths_and_problems
from portico.assessment.selectors.sheet import Sheet, sheet_of

__all__ = [
    "Finding",
    "Sheet",
    "answers_of",
    "assessments",
    "assessments_of_case",
    "assessments_of_person",
    "draft_of",
    "forms",
    "get_assessment",
    "get_form",
    "latest_of",
    "newest_form",
    "priorities",
    "reach_of",
    "sheet_of",
    "strengths_and_problems",
    "subjects",
    "voices_of",
]
