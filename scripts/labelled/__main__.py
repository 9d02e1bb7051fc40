#!/usr/bin/env python3
"""Writes the DOCX and PDF documents of fixtures/minutes/labelled.

usage: python3 scripts/labelled [--printed]

The same bytes each time, with the standard library alone; --printed prints the documents that a browser
makes as well, for which it runs `chromium`.
"""

import sys
from pathlib import Path

sys.dont_write_bytecode = True
import docx_documents
import pdf_documents

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "minutes" / "labelled"


def main():
    if sys.argv[1:] not in ([], ["--printed"]):
        sys.exit(__doc__)
    for documents in (docx_documents, pdf_documents):
        documents.tune(FOLDER / "tune")
        documents.held(FOLDER / "held")
    if sys.argv[1:]:
        pdf_documents.printed(FOLDER)


if __name__ == "__main__":
    main()
