"""The pages of the window in the order of the sidebar, each imported when it is first opened."""

from __future__ import annotations

from desktop.ui.desk import Desk
from desktop.ui.page import Page
from desktop.ui.shell import Entrance


def _home(desk: Desk) -> Page:
    from desktop.ui.home.page import HomePage

    return HomePage(desk)


def _register(desk: Desk) -> Page:
    from desktop.ui.register.page import RegisterPage

    return RegisterPage(desk)


def _grading(desk: Desk) -> Page:
    from desktop.ui.grading.page import GradingPage

    return GradingPage(desk)


def _summary(desk: Desk) -> Page:
    from desktop.ui.summary.page import SummaryPage

    return SummaryPage(desk)


def _duties(desk: Desk) -> Page:
    from desktop.ui.duties.page import DutiesPage

    return DutiesPage(desk)


def _findings(desk: Desk) -> Page:
    from desktop.ui.findings.page import FindingsPage

    return FindingsPage(desk)


def _people(desk: Desk) -> Page:
    from desktop.ui.people.page import PeoplePage

    return PeoplePage(desk)


def _patrol(desk: Desk) -> Page:
    from desktop.ui.patrol.page import PatrolPage

    return PatrolPage(desk)


def _exchange(desk: Desk) -> Page:
    from desktop.ui.exchange.page import ExchangePage

    return ExchangePage(desk)


def _settings(desk: Desk) -> Page:
    from desktop.ui.settings.page import SettingsPage

    return SettingsPage(desk)


ENTRANCES = (
    Entrance("home", "工作台", _home),
    Entrance("register", "企业台账", _register),
    Entrance("grading", "风险分级", _grading),
    Entrance("duties", "到期事项", _duties),
    Entrance("findings", "隐患整改", _findings),
    Entrance("people", "人员网格", _people),
    Entrance("patrol", "巡查", _patrol),
    Entrance("summary", "报表", _summary),
    Entrance("exchange", "数据交换", _exchange),
    Entrance("settings", "设置", _settings),
)
