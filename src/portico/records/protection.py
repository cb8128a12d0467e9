from portico.kernel.protection import declare
from portico.records.models import DuplicateDecision, Merge

declare(DuplicateDecision, "person", category="identity", purpose="Decisions about records that look alike")
declare(Merge, "person", category="identity", purpose="Records made one, and how to undo it")
