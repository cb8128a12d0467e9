"""Cards of services and the words for needs: nothing about anybody."""

from portico.directory.models import Need, NeedLabel, Service, ServiceNeed
from portico.kernel.protection import declare

declare(Need, "public", purpose="Themes and needs")
declare(NeedLabel, "public", purpose="Needs in other languages")
declare(Service, "tenant", purpose="Services of the network")
declare(ServiceNeed, "tenant", purpose="Which needs a service answers")
