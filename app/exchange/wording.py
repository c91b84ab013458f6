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

#: What an import is doing, or has come to.
STATUSES: dict[str, str] = {
    "enqueued": "Waiting to be read",
    "reading": "Being read and checked",
    "checked": "Checked",
    "applying": "Being taken over",
    "applied": "Taken over",
    "failed": "Failed",
    "discarded": "Discarded",
}

#: Column → its header in templates; each must be a word by which the column is found.
HEADERS: dict[str, str] = {
    "title": "Title",
    "description": "Description",
    "objective": "Objective",
    "priority": "Priority",
    "sectors": "Sectors",
    "modalities": "Modalities",
    "language": "Language",
    "institution": "Institution",
    "institution_type": "Type of institution",
    "themes": "Themes",
    "sdg": "Sustainable Development Goals",
    "delivery_languages": "Working languages",
    "inputs": "Inputs",
    "capacity_per_year": "Capacity per year",
    "capacity_remaining": "Remaining capacity",
    "available_from": "Available from",
    "available_until": "Available until",
    "valid_until": "Valid until",
    "cost_sharing": "Cost sharing",
    "actor_types_welcome": "Institutions welcome",
    "plan_reference": "National plan",
    "target_groups": "Target groups",
    "levels": "Levels",
    "source": "Source",
    "external_id": "External identifier",
    "contact_name": "Contact name",
    "contact_email": "Contact e-mail",
    "contact_phone": "Contact phone",
}

ONE_OF_LIST = "Choose from the list."
SEVERAL_OF_LIST = "Choose from the list; write several with semicolons between them."
A_DAY = "A day as 2026-05-31."
NOT_PUBLIC = "Never public; shown to the other sides once all have agreed to talk."
#: Column → what to write in it.
HINTS: dict[str, str] = {
    "title": "One line that says what it is about.",
    "description": "What is needed or offered, for whom and how; a few sentences.",
    "objective": "The development objective that the need serves.",
    "priority": "1 high, 2 medium, 3 low.",
    "sectors": SEVERAL_OF_LIST,
    "modalities": SEVERAL_OF_LIST,
    "language": "The language in which this row is written.",
    "institution": "The institution in charge, by its whole name.",
    "institution_type": ONE_OF_LIST,
    "themes": SEVERAL_OF_LIST,
    "sdg": "Goals or targets by number, with semicolons between them.",
    "delivery_languages": SEVERAL_OF_LIST,
    "inputs": "What is asked for or brought: kind, then amount or number, with semicolons between them.",
    "capacity_per_year": "How many engagements a year; a whole number.",
    "capacity_remaining": "How many of them are still free; 0 takes the offer out of matching.",
    "available_from": A_DAY,
    "available_until": A_DAY,
    "valid_until": "A day as 2026-05-31. Empty means 24 months for offers and 12 for needs.",
    "cost_sharing": ONE_OF_LIST,
    "actor_types_welcome": SEVERAL_OF_LIST,
    "plan_reference": "The national plan or strategy that it follows.",
    "target_groups": "Groups of people who are to gain, with semicolons between them.",
    "levels": SEVERAL_OF_LIST,
    "source": "Another system that has this record, if there is one.",
    "external_id": "The record’s number in that system: sending the file again then updates the same record.",
    "contact_name": NOT_PUBLIC,
    "contact_email": NOT_PUBLIC,
    "contact_phone": NOT_PUBLIC,
}

#: Column → an example in words; those of codes and numbers are made from the vocabulary.
EXAMPLES: dict[str, str] = {
    "title": "A human milk bank for the regional hospital",
    "description": "Training of 12 nurses and help with the first three months of work.",
    "objective": "Fewer newborn children die.",
    "institution": "Ministry of Health",
    "target_groups": "newborn children; nurses",
}

#: How a template is filled in, line by line.
ADVICE: tuple[str, ...] = (
    "Fill in the first sheet, one row for each record, and send the file on the page “Import from a spreadsheet”.",
    "Columns with * are needed before a record can be published; a draft needs only title and language.",
    "Columns that you do not need may be left empty or taken out; their order does not matter.",
    "Several values stand in one cell with semicolons between them.",
    "Sending a file writes nothing yet: first you see what would become of each row.",
)
#: The sheets of a template beside its first.
EXPLANATIONS, CODES = "Explanations", "Lists to choose from"
TEMPLATE_WORDS: dict[str, str] = {
    "column": "Column",
    "needed": "Needed to publish",
    "write": "What to write",
    "example": "Example",
    "code": "Code",
    "yes": "Yes",
}
