from portico.events.models import Event, EventSubject, Notification
from portico.kernel.protection import declare

declare(Event, "person", category="diary", purpose="What happened, in codes, numbers and dates")
declare(EventSubject, "person", category="diary", purpose="Whom an event is about")
declare(Notification, "tenant", purpose="Links for operators, without names")
