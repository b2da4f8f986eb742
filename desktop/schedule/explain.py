"""Why a plan is as it is, in Chinese: each visit, each visit left out with what would let it in, and the whole."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from desktop.schedule.insertion import Chance, Insertion
from desktop.schedule.problem import Visit
from desktop.schedule.ready import Hopeless
from desktop.schedule.result import Load, Shortage, Unplaced
from desktop.schedule.setting import Setting, Timetable

NAMED = 3  # neighbours of the same day that a reason names
EVEN = 0.03  # spread of use that is called even
LATER_DAYS = 20  # how far a later deadline is looked for


class Explaining:
    """The words for one timetable."""

    def __init__(
        self,
        setting: Setting,
        table: Timetable,
        hopeless: Hopeless,
        load: Sequence[Load],
        shortages: Sequence[Shortage],
    ) -> None:
        self.setting, self.table, self.hopeless, self.shortages = setting, table, hopeless, shortages
        self.load = {one.crew: one for one in load}
        self._alone, self._granted = Insertion(setting, table), Insertion(setting, dict(table))
        uses = [one.use for one in load if one.available]
        self._average = sum(uses) / len(uses) if uses else 0.0

    def reason(self, visit: str, crew: str, day: int, order: Sequence[str]) -> str:
        """The demand, who goes and why, and what else lies on the way."""
        parts = [self.setting.visit[visit].reason, self._who(visit, crew, day), self._together(visit, order)]
        return "；".join(part for part in parts if part)

    def _who(self, visit: str, crew: str, day: int) -> str:
        fixed, name = self.setting.visit[visit].fixed, self.setting.crew[crew].name
        if fixed:
            return f"{fixed.why}，由{name}前往"
        responsible = self.setting.village_of(visit).crews[0]
        if crew == responsible:
            return f"由责任组{name}承担"
        own, mine = self.load.get(responsible), self.setting.crew[responsible]
        if not any(mine.minutes):
            return f"由{name}支援，因为责任组{mine.name}本期不出勤"
        if mine.minutes[day] == 0:
            return f"由{name}支援，因为责任组{mine.name}当天不出勤"
        if own and own.use >= self._average:
            return f"由{name}支援，因为责任组{mine.name}任务较重（已用 {own.use:.0%}）"
        return f"由{name}支援，因为要均衡各组的工作量"

    def _together(self, visit: str, order: Sequence[str]) -> str:
        village = self.setting.village_of(visit)
        here = [self.setting.site[self.setting.visit[one].site].name for one in order if one != visit]
        same = [
            name
            for one, name in zip((one for one in order if one != visit), here, strict=True)
            if self.setting.village_of(one) is village
        ]
        own = self.setting.site[self.setting.visit[visit].site].name
        names = [name for name in dict.fromkeys(same) if name != own]
        if not names:
            return ""
        more = f"等 {len(names)} 家" if len(names) > NAMED else ""
        return f"与{'、'.join(names[:NAMED])}{more}同一天同村（{village.name}）"

    def unplaced(self, visit: Visit) -> Unplaced:
        """Why there is no room, and the smallest change that makes room while everything else stays.

        It does so by itself, and together with those named for other visits, which are taken as granted.
        """
        if visit.id in self.hopeless:
            why, relaxation, minutes = self.hopeless[visit.id]
            return Unplaced(visit.id, visit.site, why, relaxation, minutes)
        chances = self._granted.chances(visit, visit.first, visit.last)
        chance = min(chances, key=lambda one: one.price, default=None)
        if chance is None:
            why = "期限内没有与相邻各次间隔合适、又能去的日子"
            return Unplaced(visit.id, visit.site, why, "若延长期限或放宽间隔", None)
        why = f"期限内可去的{self._names(self.setting.crews_for(visit.id))}时间都已排满"
        later, day = self._later(visit), chance.day
        alone = (one.minutes for one in self._alone.chances(visit, day, day) if one.crew == chance.crew)
        missing = max(0, *(math.ceil(minutes) for minutes in (chance.minutes, *alone)))
        self._granted.grant(visit, chance, missing)
        return Unplaced(visit.id, visit.site, why, self._relaxation(chance, missing) + later, missing)

    def _relaxation(self, chance: Chance, missing: int) -> str:
        crew = self.setting.crew[chance.crew]
        wants = [f"多 {missing} 分钟"] if missing else []
        if chance.visits > 0:
            wants.append(f"多跑 {chance.visits} 家")
        return f"若 {self._date(chance.day)} {crew.name}{'、'.join(wants)}"

    def _later(self, visit: Visit) -> str:
        """A later deadline that would do as well."""
        if visit.fixed:
            return ""
        horizon = len(self.setting.problem.days) - 1
        later = self._granted.chances(visit, visit.last + 1, min(horizon, visit.last + LATER_DAYS))
        free = min((one.day for one in later if one.fits), default=None)
        return f"，或期限延到 {self._date(free)}" if free is not None else ""

    def summary(self, unplaced: Sequence[Unplaced]) -> str:
        """“需要 52 次，可安排 41 次，缺 11 次（约 4 人·天），建议…”, proofs and estimates marked as such."""
        required = len(self.setting.problem.visits)
        if not unplaced:
            return f"需要 {required} 次，全部排下。"
        kinds = Counter(self.setting.visit[one.visit].kind for one in unplaced)
        left = "、".join(f"{kind} {count} 次" for kind, count in kinds.most_common())
        lack = f"缺 {len(unplaced)} 次（{self._person_days(unplaced)}）"
        placed = required - len(unplaced)
        return f"需要 {required} 次，可安排 {placed} 次，{lack}。没排下的是{left}。建议{self._advice(unplaced)}。"

    def _person_days(self, unplaced: Sequence[Unplaced]) -> str:
        proven = max((one.person_days for one in self.shortages), default=0)
        if proven:
            return f"至少 {proven} 人·天，已证明"
        open_ones = [one for one in unplaced if one.visit not in self.hopeless]
        if not open_ones:
            return "与人手无关"
        days = 0.0
        for one in open_ones:
            crew = self.setting.crew[self.setting.crews_for(one.visit)[0]]
            days += (self.setting.visit[one.visit].minutes + 15) * max(1, len(crew.people)) / max(1, *crew.minutes)
        return f"约 {max(1, -int(-days // 1))} 人·天，估计"

    def _advice(self, unplaced: Sequence[Unplaced]) -> str:
        if all(one.visit in self.hopeless for one in unplaced):
            return "按每条写明的原因处理"
        if self.shortages:
            worst = max(self.shortages, key=lambda one: one.minutes)
            span = f"{self._date(worst.first)}至{self._date(worst.last)}"
            return f"{span}增加人手（{self._names(worst.crews)}缺 {worst.minutes} 分钟），或延长期限、减少次数"
        return "延长其中几天的工作时间，或放宽期限；每条写明了最小的改动"

    def notes(self) -> tuple[str, ...]:
        """What is to be known about the load of the crews and about what is proven."""
        found = []
        uses = sorted((one.use, one.crew) for one in self.load.values() if one.available)
        if uses and uses[-1][0] - uses[0][0] > EVEN:
            low, high = uses[0], uses[-1]
            found.append(
                f"各组工作量相差 {high[0] - low[0]:.0%}：{self.setting.crew[high[1]].name}用 {high[0]:.0%}，"
                f"{self.setting.crew[low[1]].name}用 {low[0]:.0%}；他们之间没有可以再分的村，或期限不允许。"
            )
        for one in self.shortages:
            found.append(
                f"已证明：{self._date(one.first)}至{self._date(one.last)}，只有{self._names(one.crews)}能做的 "
                f"{one.visits} 次缺 {one.minutes} 分钟（约 {one.person_days} 人·天），怎样排都不够。"
            )
        return tuple(found)

    def _names(self, crews: Iterable[str]) -> str:
        return "、".join(self.setting.crew[crew].name for crew in crews)

    def _date(self, day: int | None) -> str:
        on = self.setting.problem.days[day or 0]
        return f"{on.month}月{on.day}日"
