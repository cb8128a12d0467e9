from tests.casework.conftest import accepted, active, net, proposed

__all__ = ["accepted", "active", "net", "proposed"]
