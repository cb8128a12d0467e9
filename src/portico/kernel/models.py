"""The tenant, the base record, code lists, and the small tables every app leans on."""

from __future__ import annotations

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.kernel.actor import current_actor
from portico.kernel.ids import uuid7


def _actor_ambito() -> UUID | None:
    actor = current_actor()
    return actor.ambito_id if actor else None


def _actor_user() -> UUID | None:
    actor = current_actor()
    return actor.user_id if actor else None


class Ambito(models.Model):
    """The tenant: municipalities that run social services together."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.SlugField(unique=True)
    name = models.CharField(_("nome"), max_length=200)
    municipalities = ArrayField(models.CharField(max_length=6), default=list, help_text=_("Codici ISTAT"))
    emergency_phone = models.CharField(max_length=40, blank=True)
    dpo_contact = models.CharField(max_length=200, blank=True)
    # Rules an ambito may set for itself, in days: see docs/settings.md, "Rules of the ambito".
    rules = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Record(models.Model):
    """Base of what the network writes: time-ordered id, tenant, who and when, version for stale edits."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ambito = models.ForeignKey(
        Ambito, on_delete=models.PROTECT, default=_actor_ambito, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.UUIDField(null=True, default=_actor_user, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_by = models.UUIDField(null=True, default=_actor_user, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


def no_mappings() -> list[dict[str, str]]:
    return []


class CodeList(models.Model):
    """A list of codes as shipped in `kernel/data/codes`, with the checksum of what was loaded."""

    name = models.CharField(primary_key=True, max_length=60)
    version = models.PositiveIntegerField(default=1)
    checksum = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("name",)


class Code(models.Model):
    """One value of a list: Italian label, order, validity, and its counterparts in official lists."""

    list = models.ForeignKey(CodeList, on_delete=models.PROTECT, related_name="codes")
    code = models.CharField(max_length=60)
    label = models.CharField(max_length=250)
    description = models.TextField(blank=True)
    order = models.IntegerField(default=0)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    # [{"system": "SINBA.TipoProvvedimento", "code": "4"}, …]
    mappings = models.JSONField(default=no_mappings, blank=True)
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("list_id", "order", "code")
        constraints = [models.UniqueConstraint(fields=["list", "code"], name="code_once_per_list")]

    def __str__(self) -> str:
        return self.label


class Counter(models.Model):
    """The last number given out in a series; locked while the next is taken, so numbers have no gaps."""

    ambito = models.ForeignKey(Ambito, on_delete=models.PROTECT, related_name="+")
    series = models.CharField(max_length=30)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ambito", "series", "year"], name="counter_once_per_year")]


class FormNonce(models.Model):
    """A form already sent: the second press of the button finds where the first one led."""

    nonce = models.UUIDField(primary_key=True)
    user_id = models.UUIDField()
    location = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)


class Draft(models.Model):
    """What somebody was typing, kept by itself. Read by its author alone; leaves no event and no history."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ambito = models.ForeignKey(Ambito, on_delete=models.CASCADE, default=_actor_ambito, related_name="+")
    user_id = models.UUIDField(default=_actor_user)
    membership_id = models.UUIDField()
    form = models.CharField(max_length=60)
    subject = models.CharField(max_length=60, blank=True)
    data = models.JSONField(default=dict)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-updated_at", "id")
        constraints = [models.UniqueConstraint(fields=["membership_id", "form", "subject"], name="draft_once_per_form")]


class StoredFile(Record):
    """Base of files kept in the database, the only stateful part of an installation."""

    name = models.CharField(_("nome del file"), max_length=200)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        abstract = True
