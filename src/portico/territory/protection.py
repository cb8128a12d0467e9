"""Nothing here is about anybody."""

from portico.kernel.protection import declare
from portico.territory.models import ForeignState, FormerMunicipality, Municipality

declare(Municipality, "public", purpose="Italian municipalities: codes, population, position")
declare(FormerMunicipality, "public", purpose="Municipalities that no longer exist: birth places")
declare(ForeignState, "public", purpose="Foreign states: codes of birth place and citizenship")
