#!/usr/bin/env python3
"""Makes the filled Word forms and the lists of contracts in this folder, with python-docx and openpyxl.

The truth is written here by hand: three contracts in 2024, of 520.50, 80.00 and 129.55 in 万元.
"""
import datetime
import pathlib

import docx
import openpyxl

here = pathlib.Path(__file__).parent
TYPES = ["技术开发", "技术转让", "技术咨询与服务"]
# Of each type, by year: number and amount in 万元.
FIGURES = {
    2023: [("1", "35.50"), ("0", "0"), ("2", "21.00")],
    2024: [("2", "600.50"), ("0", "0"), ("1", "129.55")],
    2025: [("0", "0"), ("1", "300.00"), ("1", "12.80")],
}


def form(name, years, figures=FIGURES):
    document = docx.Document()
    document.add_paragraph("海丰市科技服务示范机构认定申请表")
    document.add_paragraph("一、机构基本情况")
    table = document.add_table(rows=2, cols=2)
    for row, texts in zip(table.rows, [("机构名称", "海丰市求是检测技术有限公司"), ("从业人员数（人）", "46")]):
        for cell, text in zip(row.cells, texts):
            cell.text = text
    document.add_paragraph("二、科技服务业务情况")
    table = document.add_table(rows=5, cols=8)
    heads = ["近三年科技服务合同情况（需提供合同清单）", "类型"]
    for year in years:
        heads += [f"{year}年份数", f"{year}年合同额"]
    for cell, text in zip(table.rows[0].cells, heads):
        cell.text = text
    table.cell(0, 0).merge(table.cell(3, 0))
    for index, kind in enumerate(TYPES):
        texts = [kind] + [text for year in years for text in figures.get(year, [("0", "0")] * 3)[index]]
        for cell, text in zip(table.rows[index + 1].cells[1:], texts):
            cell.text = text
    table.cell(4, 0).text = "服务能力（勾选需提供佐证材料）"
    boxes = table.cell(4, 1).merge(table.cell(4, 7))
    boxes.text = "☑拥有检验检测机构资质认定证书\n□建有线上科技服务平台"
    document.save(here / name)


CONTRACTS = [
    ("HT-2023-1", "低温韧性材料研制", "甲一公司", "技术开发", datetime.date(2023, 3, 1), 355000),
    ("HT-2023-2", "检测方法咨询", "甲二公司", "技术咨询", datetime.date(2023, 5, 6), 110000),
    ("HT-2023-3", "检测服务", "甲二公司", "技术服务", datetime.date(2023, 8, 9), 100000),
    ("HT-2024-11", "焊缝在线检测装置", "乙一公司", "技术开发", datetime.date(2024, 1, 15), 5205000),
    ("HT-2024-12", "数据采集软件", "乙二公司", "技术开发", datetime.date(2024, 6, 30), 800000),
    ("HT-2024-13", "年度检测服务", "乙三公司", "技术服务", datetime.date(2024, 12, 31), 1295500),
    ("HT-2025-7", "专利实施许可", "丙一公司", "技术转让", datetime.date(2025, 4, 2), 3000000),
    ("HT-2025-8", "节能咨询", "丙二公司", "技术咨询", datetime.date(2025, 9, 1), 128000),
]
HEADS = ["序号", "合同编号", "合同名称", "委托方", "合同类型", "签订日期", "合同金额（元）"]


def contracts(name, rows, heads=HEADS):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["海丰市科技服务示范机构 合同清单"])
    sheet.append(heads)
    for number, row in enumerate(rows, 1):
        sheet.append([number, *row][: len(heads)])
    sheet.append(["合计", None, None, None, None, None, sum(row[5] for row in rows)])
    book.save(here / name)


form("申请表-2026.docx", [2023, 2024, 2025])
form("申请表-2025.docx", [2022, 2023, 2024])
contracts("合同清单.xlsx", CONTRACTS)
wrong = list(CONTRACTS)
# One contract twice, one of another type, one after the time, one amount that is none.
wrong[1] = CONTRACTS[0]
wrong[2] = ("HT-2023-3", "检测服务", "甲二公司", "劳务", datetime.date(2023, 8, 9), 100000)
wrong[6] = ("HT-2026-1", "专利实施许可", "丙一公司", "技术转让", datetime.date(2026, 1, 2), 3000000)
wrong[7] = ("2025-8号", "节能咨询", "丙二公司", "技术咨询", datetime.date(2025, 9, 1), 128000)
contracts("合同清单-有误.xlsx", wrong)
contracts("合同清单-缺列.xlsx", [(*row[:4],row[4], row[5]) for row in CONTRACTS], HEADS[:4] + ["备注栏", "签订日期", "合同金额（元）"])
# A certificate: 8 by 8 grey pixels would do, but a scan has some size.
import struct
import zlib


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


width, height = 1240, 1754
rows = b"".join(b"\0" + bytes((200 + (x * y) % 50) for x in range(width)) for y in range(height))
(here / "证书.png").write_bytes(
    b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    + chunk(b"pHYs", struct.pack(">IIB", 5906, 5906, 1))
    + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))
