"""The random draw: anybody repeats it, nobody alters it unseen."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.schedule import draw as rule
from desktop.schedule.draw import Candidate, CannotDraw, Conflict, Request, draw, from_json, to_json, verify

FIRMS = [Candidate(f"9133{n:02d}", f"大同{n}号石材厂", "甲乙丙"[n % 3]) for n in range(30)]
PEOPLE = ["王芳", "李强", "赵敏", "陈刚"]


def request(seed="2026329", employers=6, per_site=2, weights=None):
    return Request("三季度双随机抽查", "梅溪镇人民政府", "2026-11-26", seed, employers, per_site, weights or {})


def test_the_same_lists_and_seed_give_the_same_draw_in_any_order_of_the_lists():
    first = draw(request(), FIRMS, PEOPLE)
    assert draw(request(), FIRMS[::-1], PEOPLE[::-1]) == first
    assert draw(request("2026330"), FIRMS, PEOPLE).result != first.result


def test_the_rule_as_told_is_the_rule_as_drawn():
    """Repeated here with hashlib only, from the sentences in the module."""

    def value(text):
        return hashlib.sha256(text.encode("utf-8")).hexdigest()

    weights = {"丙": 3, "乙": 2, "甲": 1}
    record = draw(request(weights=weights), FIRMS, PEOPLE)
    ticket = {f.key: min(value(f"2026329|{f.key}|{k + 1}") for k in range(weights[f.kind])) for f in FIRMS}
    drawn = sorted(ticket, key=ticket.get)[:6]
    load, pairs = Counter(), []
    for key in drawn:
        team = sorted(PEOPLE, key=lambda who: (load[who], value(f"2026329|{key}|{who}")))[:2]
        load.update(team)
        pairs.append((key, tuple(team)))
    assert [(pair.key, pair.inspectors) for pair in record.result] == pairs
    listed = "".join(sorted(f"{f.key}\t{f.name}\t{f.kind}\n" for f in FIRMS))
    assert record.employers_sha256 == value(listed)
    assert record.inspectors_sha256 == value("".join(f"{who}\n" for who in sorted(PEOPLE)))


def test_work_is_shared_evenly_and_conflicts_are_avoided():
    avoided = [Conflict(firm.key, "王芳") for firm in FIRMS[:15]]
    record = draw(request(employers=30), FIRMS, PEOPLE, avoided)
    load = Counter(who for pair in record.result for who in pair.inspectors)
    assert not [pair for pair in record.result if Conflict(pair.key, "王芳") in avoided and "王芳" in pair.inspectors]
    even = Counter(who for pair in draw(request(employers=30), FIRMS, PEOPLE).result for who in pair.inspectors)
    assert max(even.values()) - min(even.values()) <= 1
    assert max(load.values()) - min(load.values()) <= 2


def test_a_weight_of_three_is_drawn_about_three_times_as_often():
    firms = [Candidate("a", "甲厂", "甲"), Candidate("c", "丙厂", "丙")]
    first = Counter(draw(request(str(seed), 1, 1, {"丙": 3}), firms, PEOPLE).result[0].key for seed in range(1200))
    assert 840 < first["c"] < 960


@pytest.mark.parametrize(
    ("firms", "people", "asked", "avoided", "words"),
    [
        (FIRMS, PEOPLE, request(" "), (), "随机种子"),
        (FIRMS, PEOPLE, request("1|2"), (), "竖线"),
        (FIRMS, [], request(), (), "检查人员名单是空的"),
        (FIRMS, ["王芳", "王芳"], request(), (), "出现了不止一次"),
        ([*FIRMS, FIRMS[0]], PEOPLE, request(), (), "出现了不止一次"),
        (FIRMS[:3], PEOPLE, request(), (), "不够抽 6 家"),
        (FIRMS, PEOPLE, request(per_site=5), (), "每家需要 5 名"),
        (FIRMS, PEOPLE, request(employers=0), (), "至少是 1"),
        (FIRMS, PEOPLE, request(weights={"丙": 0}), (), "权重"),
        ([Candidate("1|2", "x")], PEOPLE, request(employers=1), (), "竖线"),
        (FIRMS, PEOPLE, request(), [Conflict("没有", "王芳")], "不在名单里"),
    ],
)  # fmt: skip
def test_a_draw_that_cannot_be_is_refused_in_words(firms, people, asked, avoided, words):
    with pytest.raises(CannotDraw) as refused:
        draw(asked, firms, people, avoided)
    assert words in refused.value.what
    assert refused.value.remedy


def test_a_record_read_back_is_the_record_and_verifies():
    record = draw(request(weights={"丙": 3}), FIRMS, PEOPLE, [Conflict(FIRMS[0].key, "王芳", "亲属")])
    assert from_json(to_json(record)) == record
    assert from_json(json.dumps(json.loads(to_json(record)), indent=2)) == record
    assert verify(record) == []


RECORD = to_json(draw(request(employers=3), FIRMS[:8], PEOPLE, [Conflict(FIRMS[0].key, "王芳", "亲属")])).encode()


@settings(max_examples=400, deadline=None)
@given(st.integers(0, len(RECORD) - 2), st.integers(0, 255))
def test_any_altered_byte_is_found(place, byte):
    if RECORD[place] == byte:
        return
    altered = RECORD[:place] + bytes([byte]) + RECORD[place + 1 :]
    try:
        said = verify(from_json(altered.decode("utf-8")))
    except (CannotDraw, UnicodeDecodeError):
        return
    assert said


def test_verifying_says_which_employer_and_whom_it_should_be():
    record = draw(request(), FIRMS, PEOPLE)
    swapped = (record.result[1], record.result[0], *record.result[2:])
    said = verify(replace(record, result=swapped))
    assert "第 1 家记录为" in said[0]
    assert record.result[0].name in said[0]
    person = replace(record.result[0], inspectors=("王芳", "王芳"))
    assert "检查人员记录为王芳、王芳" in verify(replace(record, result=(person, *record.result[1:])))[0]
    assert "企业名单与记录的校验值不符" in "".join(verify(replace(record, employers=record.employers[1:])))
    assert "不止一次" not in "".join(verify(replace(record, inspectors=("某人", *record.inspectors))))
    other_day = replace(record, request=replace(record.request, drawn_on="2026-11-27"))
    assert verify(other_day) == ["记录的封签不符：标题、日期、种子、规则、名单或结果中有内容被改动过。"]
    assert rule.FORMAT in verify(replace(record, format="x"))[0]
