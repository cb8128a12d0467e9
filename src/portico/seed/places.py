"""Which municipalities of an ambito stand for the seven of the demo's files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from portico.seed.world import ATS_PESARO, World, load_world, near


@dataclass(frozen=True, slots=True)
class Places:
    """The demo's municipalities as they are, or those of another ambito in their stead, shared out in turn."""

    municipalities: Sequence[str] = ATS_PESARO
    _stand: dict[str, list[str]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for position, ours in enumerate(ATS_PESARO):
            mine = [code for number, code in enumerate(self.municipalities) if number % len(ATS_PESARO) == position]
            # An ambito of fewer than seven: the chief town does the rest.
            self._stand[ours] = mine or [self.municipalities[0]]
        if tuple(self.municipalities) == ATS_PESARO:
            self._stand.update({code: [code] for code in ATS_PESARO})

    def many(self, codes: Iterable[str]) -> list[str]:
        """All that stand for these, once each."""
        return list(dict.fromkeys(place for code in codes for place in self._stand.get(code, ())))

    def one(self, code: str) -> str:
        """One that stands for it; empty for none."""
        return self._stand[code][0] if code in self._stand else ""

    def world(self) -> World:
        """The world synthetic people live in here: the demo's desks and services, in these towns."""
        world = load_world(self.municipalities)
        if tuple(self.municipalities) == ATS_PESARO:
            return world
        desks = {code: replace(desk, municipality=self.one(desk.municipality)) for code, desk in world.desks.items()}
        services = {
            need: [(code, body, frozenset(self.many(places))) for code, body, places in found]
            for need, found in world.services_for.items()
        }
        return replace(
            world,
            desks=desks,
            desks_near={town.istat_code: near(town, desks) for town in world.town.values()},
            services_for=services,
        )
