"""Where a person is and how to reach them without harm."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portico.kernel.fields import CodeField
from portico.kernel.history import tracked
from portico.kernel.models import Record
from portico.people.enums import AddressKind
from portico.people.models.person import Person
from portico.territory.models import Municipality


@tracked("ContactHistory")
class Contact(Record):
    """A way to reach a person: whose it is, and whether calling it is safe."""

    class Safety(models.TextChoices):
        SAFE = "safe", _("si può usare")
        CAREFUL = "careful", _("con cautela")
        NEVER = "never", _("non usare")
        UNKNOWN = "unknown", _("non ancora chiesto")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contacts")
    kind = CodeField("contact_kind", verbose_name=_("tipo"))
    value = models.CharField(_("recapito"), max_length=200)
    # Empty: the person's own. Otherwise whose phone it is ("la cognata Amina").
    owner = models.CharField(_("di chi è"), max_length=120, blank=True)
    safety = models.CharField(_("si può chiamare?"), max_length=10, choices=Safety.choices, default=Safety.UNKNOWN)
    safety_note = models.CharField(_("quando e come"), max_length=200, blank=True)
    preferred = models.BooleanField(_("preferito"), default=False)
    ended_on = models.DateField(_("non più valido dal"), null=True, blank=True)

    class Meta:
        ordering = ("-preferred", "created_at", "id")


@tracked("AddressHistory")
class Address(Record):
    """A residence, domicile, fictitious residence, or the fact of having none."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="addresses")
    kind = models.CharField(_("tipo"), max_length=12, choices=AddressKind.choices)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("comune"), related_name="+"
    )
    street = models.CharField(_("via e numero"), max_length=200, blank=True)
    postal_code = models.CharField(_("CAP"), max_length=5, blank=True)
    at = models.CharField(_("presso"), max_length=120, blank=True)
    note = models.CharField(_("nota"), max_length=200, blank=True)
    valid_from = models.DateField(_("dal"), null=True, blank=True)
    valid_until = models.DateField(_("fino al"), null=True, blank=True)

    class Meta:
        ordering = (F("valid_until").desc(nulls_first=True), "kind", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="address_dates_in_order",
            )
        ]


class ProtectedAddress(Record):
    """Where somebody in danger really lives: read only by the memberships named in it, whatever their role.

    Not unique by person: who may not read one must not find out, by a refusal, that it is there.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="protected_addresses")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    street = models.CharField(_("via e numero"), max_length=200)
    note = models.CharField(_("nota"), max_length=200, blank=True)
    named_tokens = ArrayField(models.IntegerField())
    ended_on = models.DateField(_("non più valido dal"), null=True, blank=True)

    class Meta:
        ordering = ("created_at", "id")
