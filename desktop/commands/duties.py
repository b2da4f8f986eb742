"""Commands of 到期事项: what is due, urging, letters, calendar, working days."""

from __future__ import annotations

from argparse import Namespace

from desktop.commands.everyday import Answer
from desktop.work.change import Change
from desktop.work.duties import Filters, Item, Urge
from desktop.work.office import Office
from desktop.work.progress import Progress


def _plain(item: Item) -> dict[str, object]:
    due = item.due
    return {
        "name": item.who.name,
        "credit_code": item.who.credit_code,
        "duty": due.label,
        "factor": due.factor,
        "due": due.due.isoformat() if due.due else None,
        "state": due.state,
        "basis": due.clause,
        "because": due.because,
        "unconfirmed": due.unconfirmed,
    }


def duties(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Every due item, the most urgent first; --open leaves out what is not near yet."""
    from desktop.work import duties as work

    on = wanted.on or office.today()
    standings = (*work.OPEN, work.LACKING) if wanted.open else ()
    filters = Filters(standings=standings)
    found = office.ask(lambda session: work.due_list(session, office.rulebook, on, filters))
    words = [
        f"{item.who.name}\t{item.due.label}\t{item.due.factor or ''}\t{item.due.due or ''}\t{item.due.state}"
        f"\t{item.due.because}{'（待核对）' if item.due.unconfirmed else ''}"
        for item in found
    ]
    return [_plain(item) for item in found], "\n".join(words)


def urge(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Write one urging down: by whom, how, with what result."""
    from desktop.work import duties as work
    from desktop.work import editing

    employer = office.ask(lambda session: editing.identify(session, wanted.employer))
    term = work.named(office.rulebook, wanted.duty)
    on = wanted.on or office.today()
    told = Urge(term.id if term else None, wanted.how, wanted.result, promised_on=wanted.promised, by=wanted.by)
    change = office.do(lambda session: work.urge(session, employer, told, office.rulebook, on))
    return _done(change)


def letters(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Print the reminder letters of everything overdue, due or near, by village."""
    from desktop.work import duties as work
    from desktop.work import duties_letters, settings

    on = wanted.on or office.today()
    filters = Filters(villages=tuple(wanted.village or ()))
    items = office.ask(lambda session: work.due_list(session, office.rulebook, on, filters))
    number = duties_letters.write(items, office.ask(settings.township), wanted.out, on)
    return {"file": str(wanted.out), "letters": number}, f"催办函已写出：{wanted.out}（{number} 份）"


def calendar(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Write what has a date and is open as a calendar file; --all also what is not near yet."""
    from desktop.work import duties as work
    from desktop.work import duties_ics

    on = wanted.on or office.today()
    filters = Filters(standings=() if wanted.all else work.OPEN)
    items = office.ask(lambda session: work.due_list(session, office.rulebook, on, filters))
    number = duties_ics.write(items, wanted.out, on)
    return {"file": str(wanted.out), "events": number}, f"日历已写出：{wanted.out}（{number} 项）"


def holidays(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Import the holiday arrangement of a year."""
    from desktop.work import duties_calendar

    found = duties_calendar.read(wanted.file, office.rulebook)
    change = office.do(lambda session: duties_calendar.take_in(session, found, on=office.today()))
    return _done(change)


def happened(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Note a change that must be declared, an accident, or (离岗) somebody who leaves."""
    from desktop.work import duties as work
    from desktop.work import editing

    employer = office.ask(lambda session: editing.identify(session, wanted.employer))
    on, today = wanted.on or office.today(), office.today()
    if wanted.kind == "离岗":
        exams = (wanted.exam, wanted.on_job_exam)
        return _done(office.do(lambda s: work.leaves(s, employer, wanted.note or "", wanted.on, exams)))
    return _done(office.do(lambda s: work.happened(s, employer, wanted.kind, on, wanted.note, on=today)))


def patroller(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Say who is responsible for a village."""
    from desktop.work import assignments, settings
    from desktop.work.problem import Problem

    areas = {area.name: area.id for area in office.ask(settings.areas)}
    if wanted.village not in areas:
        raise Problem(f"没有“{wanted.village}”这个村（社区）。", f"请写：{'、'.join(areas) or '（还没有添加）'}。")
    return _done(
        office.do(
            lambda session: assignments.set_responsible(session, areas[wanted.village], wanted.name, on=office.today())
        )
    )


def _done(change: Change) -> Answer:
    return {"said": change.said, "operation": change.number}, change.said
