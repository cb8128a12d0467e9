"""Nothing here is about anybody."""

from portico.kernel.protection import declare
from portico.territory.models import ForeignState, Municipality

declare(Municipality, "public", purpose="Italian municipalities: codes, population, position")
declare(ForeignState, "public", purpose="Foreign states: codes of birth place and citizenship")
