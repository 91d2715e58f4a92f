"""Does free text look as if it held personal data? (METHOD 12)

A guess that errs on the side of asking. What organisations cite all day is no personal data and must not be flagged:
dates, years, amounts of money, numbers of decrees and resolutions.
"""

from __future__ import annotations

import re

_SPACE = r"[ \t\u00a0\u2009\u202f]"
_CURRENCIES = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY "
    "COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD GBP GEL GHS GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR "
    "IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KRW KWD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR "
    "MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG "
    "SEK SGD SLE SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF "
    "XCD XDR XOF XPF YER ZAR ZMW ZWL"
)
_CURRENCY = rf"(?:(?:{'|'.join(_CURRENCIES.split())})(?![A-Za-z])|US\$|[$€£¥₦₱₹])"
_FIGURE = rf"\d(?:(?:{_SPACE}|[.,'’])?\d){{0,20}}"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:19|20)\d{2}"
_UNITS = r"(?:euros?|dollars?|francs?|pesos?|rupees?|million|billion)\b"
_APART = rf"(?<![\w+.,-])(?<![\d)]{_SPACE})"  # not the end of a longer number

_HARMLESS = re.compile(
    "|".join(
        (
            rf"{_APART}{_YEAR}[-/.]{_MONTH}[-/.]{_DAY}(?!\d)",
            rf"{_APART}{_DAY}[-/.]{_MONTH}[-/.]{_YEAR}(?!\d)",
            rf"{_APART}{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\b",
            rf"{_APART}{_YEAR}(?:{_SPACE}?[-–/,;]{_SPACE}?{_YEAR}|{_SPACE}{_YEAR})+(?!{_SPACE}?\d)\b",
            # A decree or resolution: number and year joined, or a number after the word for it.
            rf"{_APART}{_YEAR}[-/]\d{{3,9}}\b",
            rf"{_APART}\d{{3,9}}[-/]{_YEAR}\b",
            r"(?i:\b(?:decree|decreto|décret|law|ley|loi|act|resolution|resolución|regulation|order|circular)"
            r"(?: no\.?| nr\.?| n[°º]| number)? [A-Z0-9/.-]{0,20}\d)",
            rf"(?<!\w){_CURRENCY}{_SPACE}?{_FIGURE}",
            rf"{_APART}{_FIGURE}{_SPACE}?(?:{_CURRENCY}|{_UNITS})",
            # Grouped in threes: round with spaces, any figure with other marks.
            rf"{_APART}(?<!\()[1-9]\d{{0,2}}(?:{_SPACE}\d{{3}}){{0,3}}{_SPACE}000\b(?!{_SPACE}?\d)",
            rf"{_APART}(?<!\()[1-9]\d{{0,2}}(?:[.,'’]\d{{3}}){{1,4}}(?![.,'’]?\d)",
        )
    )
)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{0,190}\w")
_GAP = rf"(?:(?:{_SPACE}|[.-])?\(|\)?(?:{_SPACE}|[.-])|\))?"
_PHONE = re.compile(
    rf"(?<![\w/-])(?<!\d\.)(?:\+\(?\d(?:{_GAP}\d){{6,14}}|\(?\d(?:{_GAP}\d){{7,14}})(?![\w/]|[.-]\w)",
)
_DOCUMENT = re.compile(r"\b(?:[A-Z]{1,3}\d{6,9}[A-Z]?|\d{2}[A-Z]{2}\d{5})\b")
_NAMED_DOCUMENT = re.compile(
    r"\b(?:passport|visa|identity (?:card|document)|ID card)s?,?\s*(?:number|no\.?|nr\.?|n°|#)?\s*[:#]?\s*"
    r"(?=[A-Z-]{0,4}\d)[A-Z0-9-]{6,14}\b",
    re.IGNORECASE,
)


def looks_personal(text: str) -> bool:
    """Does the text look as if it held an e-mail address, a phone number or a document number?

    >>> looks_personal("Call +41 22 717 91 11"), looks_personal("Adopted 2024-05-31, decree 112, USD 12 500 000")
    (True, False)
    """
    if _EMAIL.search(text) or _NAMED_DOCUMENT.search(text):
        return True
    rest = _HARMLESS.sub(" ; ", text)
    return bool(_PHONE.search(rest) or _DOCUMENT.search(rest))
