"""Tables that people bring and take away: text in any encoding, workbooks, dBase. What they mean is decided elsewhere.

In: an import declares its columns, formats and limits (`spec`), and `source` opens what somebody brings. Out: a list
declares its columns, and `writing` makes a CSV or a workbook of it that the same columns read back.
"""
