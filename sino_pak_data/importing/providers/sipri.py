"""SIPRI: registers of arms transfers, tables of their trend-indicator values (TIV), and military expenditure."""

from __future__ import annotations

from sino_pak_data.importing.provider import OTHER, STATE, Layout, Provider, Series
from sino_pak_data.importing.providers import sipri_arms, sipri_milex

_TERMS = "All rights reserved. Fair use is non-commercial and under 10 per cent of a database, with SIPRI named: section I, Copyright and reproduction, of the terms as archived on 11 February 2016; later quotations agree."
_WORK = {
    "kind": "dataset",
    "authors": "Stockholm International Peace Research Institute",
    "publisher": "SIPRI",
    "language": "en",
    "side": "academic",
    "primary": "true",
    "basis": "own",
    "licence": "https://www.sipri.org/about/terms-and-conditions",
    "terms": _TERMS,
    "redistribution": "limited",
    "status": "seen",
}
_ARMS = _WORK | {"doi": "10.55163/safc1241", "url": "https://www.sipri.org/databases/armstransfers"}
_MILEX = _WORK | {"doi": "10.55163/cqgc9685", "url": "https://www.sipri.org/databases/milex"}

PROVIDER = Provider(
    name="sipri",
    title="Stockholm International Peace Research Institute",
    layouts=(
        Layout(
            title="trade register, CSV, a row per delivery year",
            mismatch=sipri_arms.not_register,
            read=sipri_arms.read_register,
            work=_ARMS,
            series={sipri_arms.REGISTER: Series("arms.tiv_register", "TIV million", reporter=STATE, partner=OTHER)},
            word="register",
            editions=r"sipri[0-9]{4}register[a-z0-9]*",
            where="https://armstransfers.sipri.org, Trade registers: all suppliers, recipients China, India, Pakistan; by delivery year; Download CSV",
            quirks=(
                "Ten lines stand above the header, and the header and every row end with a semicolon.",
                "The values of a supplier, recipient and delivery year are added up: our sum, never to be credited to SIPRI.",
                "The Soviet Union counts as Russia, as the indicator says.",
                "A delivery year is taken from March of the next year on, when SIPRI publishes it whole.",
                "Registers that print several delivery years in one row (`Year(s) of delivery`) cannot be split and are refused.",
            ),
        ),
        Layout(
            title="TIV of arms exports or imports, CSV",
            mismatch=sipri_arms.not_tiv,
            read=sipri_arms.read_tiv,
            work=_ARMS,
            series={sipri_arms.TIV: Series("arms.tiv", "TIV million", reporter=STATE, partner=OTHER)},
            word="tiv",
            editions=r"sipri[0-9]{4}tiv[a-z0-9]*",
            where="https://armstransfers.sipri.org, Import/export values: one supplier, or one recipient; Download CSV",
            quirks=(
                "One file has one supplier or one recipient, which its title names.",
                "An empty cell is no delivery known; 0 is a delivery below 0.5 million and is flagged.",
                "Rebel groups have an asterisk; totals are left out.",
                "Files generated on one day are one edition; name it with --source for a file of another day.",
            ),
        ),
        Layout(
            title="military expenditure, workbook",
            mismatch=sipri_milex.mismatch,
            read=sipri_milex.read,
            work=_MILEX,
            series={
                "Constant (2023) US$": Series("milex.constant_usd", "USD million", "constant_2023", "disbursed"),
                "Current US$": Series("milex.current_usd", "USD million", "current", "disbursed"),
                "Share of GDP": Series("milex.share_gdp", "fraction"),
            },
            word="milex",
            editions=r"sipri[0-9]{4}milex[a-z0-9]*",
            where="https://www.sipri.org/databases/milex, SIPRI Military Expenditure Database, the workbook of all countries",
            quirks=(
                "Values in blue are estimates and in red highly uncertain: both are flagged. Who saves the workbook again must keep the colours.",
                "xxx is a state that did not exist, and two or three points are a missing value.",
                "Constant prices move with every edition: the sheet is read only while it has the prices of the indicator.",
                "The day on which the workbook was last saved is taken as that of publication.",
            ),
        ),
    ),
    by="name",
    terms=_TERMS,
    actors={
        "UAE": "ARE",
        "USSR": "SUN",
        "Russian Federation": "RUS",
        "Turkiye": "TUR",
        "Türkiye": "TUR",
        "UK": "GBR",
        "United States of America": "USA",
    },
    left_out="Totals, regions, armed groups and unknown parties.",
)
