"""Make facts.jsonl, a marked sample year (示例数据): invented facts of the recall centre's fiscal year 2025.

Every producer, product, amount and person is made up; nothing here may be mixed with real facts. The few things are
written out below; most payments are drawn from a seeded generator and add up to fixed sums: each run writes the same
bytes, in the order of recording. With --check it also verifies them and prints what stood at mid-year and year end.
"""

import json
import random
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

MIDYEAR, YEAR_END = date(2025, 7, 25), date(2025, 12, 31)
OPERATING, RECALL_WORK, SPECIAL, BASIC = "运转开支", "召回业务工作", "市场监督管理专项", "基本支出"
RECORDER = {"recall": "王某", "appraisal": "王某", "milestone": "王某", "payment": "李某"}  # all else: 赵某


def day(month_day: str) -> date:
    return date.fromisoformat(f"2025-{month_day}")


HOLIDAYS = (("01-01", "01-01"), ("01-28", "02-04"), ("04-04", "04-06"), ("05-01", "05-05"), ("05-31", "06-02"), ("10-01", "10-08"))
EXTRA_WORKDAYS = {day(d) for d in ("01-26", "02-08", "04-27", "09-28", "10-11")}

RECALL_FIELDS = ("recall_number", "producer", "product", "brand", "model", "lots", "quantity", "measure_word", "failed_spot_check")
RECALLS: list[tuple[Any, ...]] = [  # number, announced, recorded, programme, the other RECALL_FIELDS, planned end
    ("ZH-2025-001", "01-16", "01-17", "21", "湘示电器有限公司", "电热水壶", "示沸", "SF-150", 1, 1200, "台", True, "06-30"),
    ("ZH-2025-002", "02-11", "02-12", "22", "某玩具制造有限公司", "儿童磁力积木", "乐示", "LS-36", 1, 860, "套", False, "06-30"),
    ("ZH-2025-003", "03-04", "03-04", "21", "某电器有限公司", "移动电源", None, "DY-10000", 1, 2400, "个", True, "06-30"),
    ("ZH-2025-004", "03-25", "03-26", "21", "示例灯具厂", "LED 台灯", "某光", "TD-8W", 1, 540, "台", True, "09-30"),
    ("ZH-2025-005", "04-17", "04-18", "21", "某童装有限公司", "儿童连帽外套", None, None, 1, 320, "件", True, "09-30"),
    ("ZH-2025-006", "05-08", "05-09", "22", "某婴童用品有限公司", "婴儿学步车", "示步", "XB-02", 1, 410, "辆", False, "09-30"),
    ("ZH-2025-007", "05-29", "05-30", "21", "某文具有限公司", "学生修正液", None, "XZ-20", 1, 6000, "支", True, "10-31"),
    ("ZH-2025-008", "06-19", "07-02", "21", "某五金制品有限公司", "家用插线板", "示联", "CX-5K", 1, 1500, "个", True, "11-30"),
    ("ZH-2025-009", "07-08", "07-22", "22", "某家具有限公司", "儿童高低床", "某木", "GD-120", 2, 180, "张", False, "12-15"),
    ("ZH-2025-010", "07-22", "07-22", "22", "湘示车业有限公司", "电动滑板车", "示行", "HB-350", 1, 730, "辆", False, "12-15"),
    ("ZH-2025-011", "08-07", "08-08", "21", "某厨具有限公司", "不锈钢压力锅", None, "YL-24", 1, 450, "口", True, "12-15"),
    ("ZH-2025-012", "08-14", "08-14", "22", "某健身器材有限公司", "家用跑步机", "示动", "PB-1", 1, 260, "台", False, "12-15"),
    ("ZH-2025-013", "08-28", "09-11", "21", "某日用品有限公司", "一次性打火机", None, "DH-1", 1, 9000, "只", True, "12-15"),
    ("ZH-2025-014", "09-04", "09-05", "22", "某玩具制造有限公司", "塑料弹射玩具", "乐示", "TS-7", 1, 1300, "件", False, "12-15"),
    ("ZH-2025-015", "09-18", "09-19", "22", "某小家电有限公司", "空气炸锅", "示味", "KZ-45", 1, 980, "台", False, "12-15"),
    ("ZH-2025-016", "10-14", "10-15", "21", "某电线电缆有限公司", "聚氯乙烯绝缘软线", None, "RVV-1.5", 2, 700, "卷", True, "12-15"),
    ("ZH-2025-017", "10-23", "10-23", "22", "某婴童用品有限公司", "儿童安全座椅", "示安", "AQ-03", 1, 350, "个", False, "12-15"),
    ("ZH-2025-018", "11-06", "11-07", "21", "某电器有限公司", "室内加热器", None, "JR-2000", 1, 620, "台", True, "12-15"),
    ("ZH-2025-019", "11-13", "11-26", "22", "某家具有限公司", "五斗柜", "某木", "WD-5", 1, 140, "个", False, "12-15"),
    ("ZH-2025-020", "11-25", "11-26", "21", "某灯饰有限公司", "节日灯串", None, "DC-100", 1, 2100, "串", True, "12-15"),
    ("ZH-2025-021", "12-09", "12-10", "22", "某智能科技有限公司", "儿童智能手表", "示童", "SB-4G", 1, 500, "只", False, "12-17"),
]
NOT_YET: list[tuple[Any, ...]] = [  # a clue, and an investigation that becomes ZH-2025-015 in September
    ("XS-2025-001", "04-24", "04-25", "22", "某箱包有限公司", "儿童拉杆箱", None, None, 1, None, None, False, None),
    ("DC-2025-001", "06-27", "06-30", "22", "某小家电有限公司", "空气炸锅", "示味", "KZ-45", 1, None, None, False, None),
]
DOUBLE = ("ZH-2025-04", *RECALLS[3][1:])  # ZH-2025-004 entered a second time, with a slip in the number
CLOSED = [(1, "06-20", "06-25"), (3, "06-24", "06-25"), (2, "06-30", "07-03"), (4, "09-19", "09-23"), (6, "09-26", "09-29"),
          (5, "09-29", "10-10"), (7, "10-30", "10-31"), (8, "11-28", "12-02")]  # position in RECALLS, ended, recorded

PEOPLE, SENT = ("attended", "assessed", "passed"), ("sent", "returned", "valid", "satisfied")
APPRAISED, PLACE = ("indicator", "band", "share", "evidence_text"), ("name", "place_kind", "address")
HARM_22, HARM_23 = "预防缺陷产品伤害，督促企业产品质量", "预防缺陷产品伤害，督促企业产品质量不断提升"
BODY, CONSUMERS, LEVEL = "保护人身健康和人身财产安全", "保护消费者人身和财产安全", "持续提高我省消费品相关行业整体质量水平"
JULY, DECEMBER = "7月10日前约谈 12 家企业，10 家完成整改", "12月19日前约谈 21 家企业，20 家完成整改"
WRITTEN: list[tuple[Any, ...]] = [  # op_key, kind, occurred, recorded, programme, fields, values
    ("training-001", "training_session", "06-19", "06-19", "22", ("title", "place", *PEOPLE), ("第一期质量培训班", "长沙", 50, 48, 46)),
    ("training-002", "training_session", "10-16", "10-16", "22", ("title", "place", *PEOPLE), ("第二期质量培训班", "长沙", 54, 52, 52)),
    ("survey-001", "survey", "03-20", "03-21", "22", SENT, (24, 20, 18, 18)), ("survey-002", "survey", "05-22", "05-23", "22", SENT, (26, 22, 20, 19)),
    ("survey-003", "survey", "07-15", "07-16", "22", SENT, (22, 19, 18, 17)), ("survey-004", "survey", "09-18", "09-19", "22", SENT, (25, 21, 20, 18)),
    ("survey-005", "survey", "11-13", "11-14", "22", SENT, (28, 25, 24, 24)), ("survey-006", "survey", "12-09", "12-10", "22", SENT, (22, 20, 20, 20)),
    ("monitoring-point-001", "monitoring_point", "03-18", "03-18", "23", PLACE, ("示例市医院监测点", "医院", "示例路 1 号")),
    ("monitoring-point-002", "monitoring_point", "09-16", "09-16", "23", PLACE, ("示例县消协监测点", "社会组织", "示例路 2 号")),
    ("appraisal-001", "appraisal", "07-10", "07-10", "22", APPRAISED, (HARM_22, "achieved", 0.9, JULY)),
    ("appraisal-002", "appraisal", "07-10", "07-10", "23", APPRAISED, (HARM_23, "achieved", 0.9, JULY)),
    ("appraisal-003", "appraisal", "07-10", "07-10", "23", APPRAISED, (BODY, "achieved", 0.9, "")),
    ("appraisal-003-evidence", "appraisal", "07-10", "08-05", "23", (*APPRAISED, "supersedes", "note"),
     (BODY, "achieved", 0.9, "7月10日前停售缺陷儿童用品 3 种，未再收到伤害报告", "sample-appraisal-003", "补充佐证")),
    ("appraisal-004", "appraisal", "07-10", "07-10", "23", APPRAISED, (LEVEL, "partly", 0.7, "抽检合格率 91.2%，比上年升 0.6 个百分点")),
    ("appraisal-005", "appraisal", "08-12", "08-12", "23", APPRAISED, (CONSUMERS, "achieved", 0.85, "8月12日前处理伤害报告 14 起，13 起已有结果")),
    ("appraisal-006", "appraisal", "12-19", "12-22", "22", APPRAISED, (HARM_22, "achieved", 0.95, DECEMBER)),
    ("appraisal-007", "appraisal", "12-19", "12-22", "23", APPRAISED, (HARM_23, "achieved", 0.95, DECEMBER)),
    ("appraisal-008", "appraisal", "12-19", "12-22", "23", APPRAISED, (LEVEL, "partly", 0.75, "全年抽检合格率 91.6%，比上年升 1.0 个百分点")),
    ("milestone-001", "milestone", "12-18", "12-19", "22", ("indicator", "evidence"), ("完成时间", "年度召回工作总结.pdf")),
    ("recall-withdrawal-001", "recall", DOUBLE[1], "04-09", "21", ("withdraws", "note"), ("sample-recall-004-double", "与 ZH-2025-004 重复登记")),
]

FIXED = [  # payments written out: line, paid, recorded, economic code, yuan, note
    (OPERATING, "01-02", "01-03", "30214", 12000, "一季度办公用房租金"), (OPERATING, "04-01", "04-02", "30214", 12000, "二季度办公用房租金"),
    (OPERATING, "07-01", "07-02", "30214", 12000, "三季度办公用房租金"), (OPERATING, "10-09", "10-10", "30214", 12000, "四季度办公用房租金"),
    (OPERATING, "05-20", "05-21", "30202", -420, "退回多付的印刷费"), (OPERATING, "07-23", "07-24", "30201", 1240, "办公用品"),
    (OPERATING, "12-29", "12-30", "30201", 1860, "办公用品"), (OPERATING, "01-26", "01-27", "30226", 1500, "春节值班劳务"),
    (OPERATING, "06-03", "06-04", "30202", 980, "培训资料印刷"), (OPERATING, "09-29", "09-30", "30201", 760, "办公用品"),
    (RECALL_WORK, "10-17", "10-20", "30216", 16800, "第二期质量培训班"), (RECALL_WORK, "04-24", "04-25", "30215", 6900, "召回工作座谈会"),
    (RECALL_WORK, "06-20", "06-23", "30216", 18600, "第一期质量培训班"), (RECALL_WORK, "07-15", "07-16", "30211", 1860, "召回现场核查差旅"),
    (BASIC, "12-22", "12-23", "30103", 109700, "年度考核奖"),
]
NOT_COMPLIANT, MISTYPED, MEANT = ("30215", 6900_00), ("30211", 1860_00), "1680.00"  # economic code and fen of the two
SALARIES = (("30101", "基本工资", 68000), ("30102", "津贴补贴", 82000), ("30108", "养老保险缴费", 26000), ("30113", "住房公积金", 24000))
H1, H2 = (day("01-06"), day("07-16")), (day("07-28"), day("12-24"))
DRAWN = [  # line, first and last day, how many, their sum in yuan
    (OPERATING, H1, 16, 79300), (OPERATING, H2, 18, 62780), (RECALL_WORK, H1, 17, 98820), (RECALL_WORK, H2, 15, 51200),
    (SPECIAL, H1, 12, 77000), (SPECIAL, H2, 17, 112000), (BASIC, H1, 7, 96200), (BASIC, H2, 5, 68500)]
USES = {OPERATING: (("30201", "办公用品"), ("30202", "资料印刷"), ("30211", "差旅"), ("30226", "临时用工劳务")),
        RECALL_WORK: (("30211", "召回现场核查差旅"), ("30202", "召回宣传资料印刷"), ("30226", "专家评审劳务"), ("30227", "缺陷认定委托检测")),
        SPECIAL: (("30227", "不合格产品委托检测"), ("30218", "检测样品购置"), ("30226", "专家评审劳务"), ("30211", "不合格产品处置差旅")),
        BASIC: (("30201", "日常办公费"),)}


def workday_after(d: date, count: int = 0) -> date:
    """The count-th workday after d; with 0, d itself or else the next workday."""
    while True:
        holiday = any(day(first) <= d <= day(last) for first, last in HOLIDAYS)
        if d in EXTRA_WORKDAYS or (d.weekday() < 5 and not holiday):
            if not count:
                return d
            count -= 1
        d += timedelta(1)


def payments(rng: random.Random) -> list[tuple[str, date, date, str, int, str]]:
    """All payments of the year, amounts in fen, in the order of the day they were paid."""
    out = [(line, day(paid), day(recorded), code, yuan * 100, note) for line, paid, recorded, code, yuan, note in FIXED]
    for payday in (workday_after(date(2025, month, 10)) for month in range(1, 13)):
        out += [(BASIC, payday, workday_after(payday + timedelta(1)), code, yuan * 100, note) for code, note, yuan in SALARIES]
    for line, (first, last), number, total in DRAWN:
        weights = [rng.uniform(0.5, 1.5) for _ in range(number)]
        amounts = [round(total * 10 * w / sum(weights)) * 10 for w in weights[1:]]
        for i, fen in enumerate([total * 100 - sum(amounts), *amounts]):
            paid = workday_after(first + timedelta(int((last - first).days * (i + rng.random()) / number)))
            code, note = rng.choice(USES[line])
            out.append((line, paid, workday_after(paid, rng.choice((0, 1, 1, 2, 3))), code, fen, note))
    return sorted(out, key=lambda payment: payment[1])


def make() -> list[dict[str, Any]]:
    rng, facts = random.Random(415), []  # a seed with which a payment is recorded before every weekly meeting

    def add(op_key: str, kind: str, occurred: date, recorded: date, **own: Any) -> None:
        minutes = rng.choice((rng.randrange(200), rng.randrange(330, 520)))  # 08:40-12:00 or 14:10-17:20 in Shanghai
        moment = datetime(recorded.year, recorded.month, recorded.day, 0, 40, tzinfo=UTC) + timedelta(minutes=minutes)
        facts.append({"kind": kind, "op_key": f"sample-{op_key}", "occurred_on": str(occurred)} | {k: v for k, v in own.items() if v is not None}
                     | {"recorded_at": f"{moment:%Y-%m-%dT%H:%M:%SZ}", "recorded_by": RECORDER.get(kind, "赵某")})

    def add_recall(op_key: str, row: tuple[Any, ...], status: str, recorded: str | None = None, **more: Any) -> None:
        number, occurred, first_recorded, programme, *_, planned_end = row
        own = dict(zip(RECALL_FIELDS, (number, *row[4:-1]), strict=True)) | {"status": status, "planned_end": planned_end and str(day(planned_end))}
        if number.startswith("ZH"):
            own["evidence"] = f"召回通知书-{number}.pdf" if programme == "21" else f"https://example.org/recall/{number}"
        add(op_key, "recall", day(occurred), day(recorded or first_recorded), programme=programme, **own, **more)

    for i, row in enumerate(RECALLS, 1):
        begun = {"supersedes": "sample-recall-investigation-001", "note": "调查结束，转为召回"} if row[0] == "ZH-2025-015" else {}
        add_recall(f"recall-{i:03}", row, "recall" if i % 3 else "under_way", **begun)
    for row, status in zip(NOT_YET, ("clue", "investigation"), strict=True):
        add_recall(f"recall-{status}-001", row, status)
    for i, ended, recorded in CLOSED:
        add_recall(f"recall-{i:03}-closed", RECALLS[i - 1], "closed", recorded,
                   ended_on=str(day(ended)), supersedes=f"sample-recall-{i:03}", note="召回总结已提交")
    add_recall("recall-004-double", DOUBLE, "recall", "04-02")
    for op_key, kind, occurred, recorded, programme, names, values in WRITTEN:
        add(op_key, kind, day(occurred), day(recorded), programme=programme, **dict(zip(names, values, strict=True)))
    for i, (line, paid, recorded_on, code, fen, note) in enumerate(payments(rng), 1):
        own = {"amount_yuan": f"{fen / 100:.2f}", "budget_line": line, "economic_code": code, "voucher": f"记-{i:04}", "compliant": True, "note": note}
        if (code, fen) == NOT_COMPLIANT:
            own |= {"compliant": False, "reason": "会议费超出核定标准，未附审批单"}
        add(f"payment-{i:03}", "payment", paid, recorded_on, **own)
        if (code, fen) == MISTYPED:
            own |= {"amount_yuan": MEANT, "note": "金额录错，1860.00 应为 1680.00", "supersedes": f"sample-payment-{i:03}"}
            add(f"payment-{i:03}-corrected", "payment", paid, day("07-22"), **own)
    return sorted(facts, key=lambda fact: (fact["recorded_at"], fact["op_key"]))


def stands(facts: list[dict[str, Any]], known: date, as_of: date) -> list[dict[str, Any]]:
    """What counted on as_of, by what had been recorded by the end of `known` (working hours: the UTC day is the Shanghai day)."""
    seen = [f for f in facts if f["recorded_at"][:10] <= str(known)]
    gone = {f.get("supersedes") or f.get("withdraws") for f in seen}
    return [f for f in seen if "withdraws" not in f and f["op_key"] not in gone and f["occurred_on"] <= str(as_of)]


def check(facts: list[dict[str, Any]]) -> None:
    assert len({f["op_key"] for f in facts}) == len(facts) and all(f["recorded_at"][:10] >= f["occurred_on"] for f in facts)
    weeks = {date.fromisoformat(f["recorded_at"][:10]).isocalendar()[:2] for f in facts if f["kind"] == "payment"}
    assert all((2025, week) in weeks for week in range(1, 53)), "a week without a new payment"
    for d in (MIDYEAR, YEAR_END):
        now = stands(facts, d, d)
        paid = [f | {"fen": round(float(f["amount_yuan"]) * 100)} for f in now if f["kind"] == "payment"]
        recalls = [f for f in now if f["kind"] == "recall" and f["status"] not in ("clue", "investigation")]
        assert len({f["voucher"] for f in paid}) == len(paid) and len({f["recall_number"] for f in recalls}) == len(recalls)
        print(f"{d}: {dict(Counter(f['kind'] for f in now))}, {len(recalls)} recalls counted; recalls and lots of",
              {p: (sum(f["programme"] == p for f in recalls), sum(f["lots"] for f in recalls if f["programme"] == p)) for p in ("21", "22")})
        for name, lines in [(line, (line,)) for line in USES] + [("22", (OPERATING, RECALL_WORK)), ("23", tuple(USES))]:
            spent, compliant = (sum(f["fen"] for f in paid if f["budget_line"] in lines and f["compliant"] in ok) for ok in ((True, False), (True,)))
            print(f"    {name}: {spent / 100:,.2f} yuan, compliant {compliant / spent:.2%}")
        print("   ", {k: sum(f.get(k, 0) for f in now) for k in (*PEOPLE, *SENT)})


if __name__ == "__main__":
    made = make()
    Path(__file__).with_name("facts.jsonl").write_text("".join(json.dumps(fact, ensure_ascii=False) + "\n" for fact in made), encoding="utf8", newline="\n")
    if "--check" in sys.argv[1:]:
        check(made)
