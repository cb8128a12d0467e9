from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session

from portico.accounts.models import Membership, Substitution, User
from portico.kernel.protection import declare

declare(User, "public", purpose="Operators' sign-in, needed before anybody acts")
declare(EmailAddress, "public", purpose="Operators' sign-in addresses")
declare(EmailConfirmation, "public", purpose="Operators' sign-in addresses")
declare(Authenticator, "public", purpose="Operators' second factors, encrypted")
declare(Session, "public", purpose="Sign-in sessions")
declare(Membership, "tenant", purpose="Who works where, in which role, when")
declare(Substitution, "tenant", purpose="Who stands in for whom")
