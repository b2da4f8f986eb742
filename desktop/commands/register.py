"""Commands on the register: one employer, what changed, duplicates, search, completeness."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from desktop.work.change import Change
from desktop.work.office import Office
from desktop.work.progress import Progress

Answer = tuple[object, str]


def _done(change: Change) -> Answer:
    return {"said": change.said, "operation": change.number}, change.said


def employer(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """The whole file of one employer, now or as of a day."""
    from desktop.work import asof, completeness, editing, employer_file, register

    book = office.rulebook
    if wanted.on:
        asof.refuse_future(wanted.on, office.today())

    def ask(session: Session) -> tuple[Any, Any, Any]:
        number = editing.identify(session, wanted.employer)
        if wanted.on:
            return (
                asof.employer(session, number, wanted.on, book),
                asof.rows(session, [number], wanted.on, book)[number],
                None,
            )
        score = completeness.of(session, book, [number]).get(number)
        return employer_file.detail(session, number), register.rows(session, [number])[number], score

    file, row, score = office.ask(ask)
    answer = {
        "name": file.name,
        "credit_code": file.fields["credit_code"],
        "on": _plain(wanted.on),
        "row": {key: _plain(value) for key, value in asdict(row).items() if key != "scored"},
        "fields": {key: _plain(value) for key, value in file.fields.items() if key not in ("pinyin", "sort_key")},
        "ledgers": {
            name: [{key: _plain(value) for key, value in line.items()} for line in lines]
            for name, lines in file.ledgers.items()
        },
    }
    if score:
        answer["completeness"] = {"percent": score.percent, "missing": list(score.missing)}
    labels = {field.column: field.label for field in book.fields.values()}
    lines = [f"{labels[key]}\t{_plain(value)}" for key, value in file.fields.items() if key in labels and value]
    return answer, "\n".join([f"{file.name}（截至 {wanted.on}）" if wanted.on else file.name, *lines])


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value


def changes(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """What became of the register between two days, both included."""
    from desktop.work import asof
    from desktop.work import changes as telling

    asof.refuse_future(wanted.to, office.today())
    found = office.ask(lambda session: telling.between(session, wanted.since, wanted.to, office.rulebook))
    if wanted.out:
        telling.write(found, wanted.out, made_on=office.today(), office=_issuer(office))
    lines = [f"{event.kind}\t{event.said}" for event in found.events]
    return telling.plain(found), "\n".join([found.sentence, *lines])


def _issuer(office: Office) -> str:
    from desktop.work import settings

    card = office.ask(settings.township)
    return card.issuer if card else ""


def status(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Note that an employer has another status from a day on, and why."""
    from desktop.work import editing

    since = wanted.since or office.today()

    def work(session: Session) -> Change:
        given = editing.Standing(wanted.status, since, wanted.reason)
        return editing.set_status(
            session, editing.identify(session, wanted.employer), given, rulebook=office.rulebook, on=office.today()
        )

    return _done(office.do(work))


def find_duplicates(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """The pairs of records that may be one employer."""
    from desktop.work import duplicates

    def ask(session: Session) -> list[dict[str, Any]]:
        pairs = duplicates.find(session, progress=progress)
        names = duplicates.told(session, {number for pair in pairs for number in (pair.one, pair.other)})
        return duplicates.shown(pairs, names)

    found = office.ask(ask)
    lines = [f"{p['score']}\t{p['one']['name']}\t{p['other']['name']}\t{'；'.join(p['reasons'])}" for p in found]
    return found, "\n".join(lines) or "没有疑似重复的企业。"


def merge(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Make two records one: the first stays, its gaps are filled from the second."""
    from desktop.work import merging

    def work(session: Session) -> Change:
        keep, other = (_number(session, words) for words in (wanted.keep, wanted.other))
        return merging.merge(
            session, keep, other, rulebook=office.rulebook, on=office.today(), prefer=wanted.prefer or ()
        )

    return _done(office.do(work))


def _number(session: Session, words: str) -> int:
    """An employer by code or name; two of the same name are told apart by #id, as `duplicates` prints it."""
    from desktop.work import editing

    if words.startswith("#") and words[1:].isdecimal():
        return int(words[1:])
    return editing.identify(session, words)


def search(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """Search the register in words: what was understood, and the employers that meet it."""
    from desktop.work import conditions, register
    from desktop.work.register import Query

    def ask(session: Session) -> dict[str, Any]:
        words = conditions.vocabulary(session, office.rulebook)
        found = conditions.understand(session, wanted.text, words, office.rulebook, office.today())
        ids = register.find(session, Query(text=" ".join(found.words), conditions=found.conditions))
        rows = [
            {"name": row.name, "credit_code": row.credit_code, "village": row.village, "status": row.status,
             "level": row.level, "class": row.combined, "factors": row.factors}
            for row in register.lines(session, ids)
        ]  # fmt: skip
        return {**conditions.told(found), "employers": rows}

    answer = office.ask(ask)
    lines = [f"条件：{condition['said']}" for condition in answer["conditions"]]
    lines += [f"文字：{word}" for word in answer["text"]]
    lines += [f"没有用上：{unused['written']}（{unused['why']}）" for unused in answer["unused"]]
    lines += [f"{row['name']}\t{row['village'] or ''}" for row in answer["employers"]]
    return answer, "\n".join([*lines, f"共 {len(answer['employers'])} 家"])


def fields(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """The fields of the register, or those a name, another name or pinyin means."""
    from desktop.rules import field_guide
    from desktop.work import field_search

    book = office.rulebook
    found = field_search.find(book, wanted.text)
    told = [
        {"key": one.key, "label": one.label, "group": one.group, "kind": one.kind, "need": one.need, "unit": one.unit,
         "list": one.list, "help": one.help, "personal": one.personal, "aliases": field_search.aliases(one)}
        for one in found
    ]  # fmt: skip
    lines = [f"{one.label}\t{one.key}\t{field_guide.note(one, book.codes)}" for one in found]
    return told, "\n".join(lines) or "没有这样的字段。"


def completeness(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """How complete the register is: all, per village, per employer, and what is missing most often."""
    from desktop.work import completeness as scoring

    answer = office.ask(lambda session: scoring.told(session, office.rulebook))
    groups = [answer["whole"], *answer["villages"]]
    lines = [f"{group['name']}\t{group['employers']} 家\t{_percent(group['percent'])}" for group in groups]
    gaps = [f"{gap['label']}（{gap['employers']} 家）" for gap in answer["whole"]["missing"]]
    return answer, "\n".join([*lines, f"最常缺：{'、'.join(gaps) or '没有'}"])


def _percent(value: int | None) -> str:
    return "—" if value is None else f"{value}%"


def check_up(office: Office, wanted: Namespace, progress: Progress) -> Answer:
    """The ten fields worth a look this morning."""
    from desktop.work import checking

    found = office.ask(lambda session: checking.ten(session, office.rulebook, office.today()))
    return [asdict(item) for item in found], "\n".join(f"{i.name}\t{i.label}：{i.value}\t{i.why}" for i in found)
