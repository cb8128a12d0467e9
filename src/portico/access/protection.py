from portico.access.models import AccessGrant, ContactRequest, OriginCeiling, ReadLog, RoleLevel
from portico.kernel.protection import declare

declare(RoleLevel, "public", purpose="Matrix of roles and categories of data")
declare(OriginCeiling, "public", purpose="What each origin of a grant opens at most")
declare(AccessGrant, "person", category="identity", purpose="Who may see whom, because of what, until when")
declare(ReadLog, "person", category="audit", purpose="Who looked at whom")
declare(ContactRequest, "person", category="identity", purpose="Requests to be put in touch with who follows a person")
