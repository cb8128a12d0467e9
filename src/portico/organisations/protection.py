from portico.kernel.protection import declare
from portico.organisations.models import Organisation, Unit

declare(Organisation, "tenant", purpose="Bodies and associations of the network")
declare(Unit, "tenant", purpose="Units, poles, teams and desks")
