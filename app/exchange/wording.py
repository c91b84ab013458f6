"""The words of imports: code → sentence (English is the source; the catalogues have the rest).

Codes that any request may meet have theirs in ``app.web.refusals``.
"""

#: What does not fit in a row or in the file as a whole.
WORDS: dict[str, str] = {
    "ambiguous-day": "“{value}” can be read in two ways. Write the day as 2026-05-31.",
    "doubtful-cost-sharing": "“{value}” means in kind in one language and in cash in another. "
    "Write one of the codes provider_all, recipient_all, shared, in_kind, to_agree.",
    "doubtful-country": "“{value}” may mean {countries}. Write the code of three letters.",
    "doubtful-number": "“{value}” can be read as two numbers. Write it without separators of thousands, as text.",
    "external-id-form": "Write an external id as source: id.",
    "garbled": "The accents are broken (as in “PaÃ­s” for “País”). Save the file again as UTF-8.",
    "input-form": "Write inputs as in “funds: 10000 USD; personnel: 2 experts”.",
    "no-header": "The first row names no column that is known.",
    "other-owner": "This row belongs to {value}; you may import only what you may write.",
    "ragged-row": "The row has {cells} cells and the header {columns}.",
    "read-only-column": "This column says otherwise than the register. It is compared, never written.",
    "record-not-found": "There is no record “{value}” that you may see.",
    "repeated-column": "This column stands twice.",
    "repeated-header": "The header stands here once more.",
    "repeated-row": "Row {row} is about the same record.",
    "too-large": "The file is too large.",
    "unknown-column": "There is no such column.",
    "unnamed-column": "“{value}” stands in a column without a name.",
    "unreadable-file": "The file could not be read.",
}

#: Exactly why a file could not be read, or is too large.
REASONS: dict[str, str] = {
    "bad-encoding": "The text is not in {encoding}, as it seems to be.",
    "bad-quotes": "A quotation mark is missing or stands where none may.",
    "cell-too-long": "A cell is longer than {most} characters.",
    "empty-file": "The file is empty.",
    "limits": "Reading it takes more memory or time than is allowed.",
    "mixed-encoding": "The file mixes UTF-8 and another encoding. Save it again as UTF-8.",
    "not-json": "This is not valid JSON.",
    "not-records": "The file is not a list of records.",
    "too-many-columns": "The file has more than {most} columns.",
    "too-many-rows": "The file has more than {most} rows.",
    "unknown-format": "The file is neither CSV, XLSX, JSON nor JSON Lines.",
    "workbook-damaged": "The workbook is damaged.",
    "workbook-encrypted": "The workbook has a password, or is older than XLSX. Save it as XLSX without a password.",
    "workbook-entities": "The workbook defines entities, as no spreadsheet program does.",
    "workbook-macros": "The workbook has macros. Save it as XLSX without macros.",
    "workbook-parts": "The workbook has more than {most} parts.",
    "workbook-swollen": "The workbook grows too much on unpacking.",
}

NOTES: dict[str, str] = {
    "computed-column": "The column {column} follows from others and was ignored.",
    "encoding": "The text was read as {encoding}.",
    "separator": "The separator is {separator}.",
    "sheet-left-out": "Only the first sheet was read; “{sheet}” was left out.",
}
