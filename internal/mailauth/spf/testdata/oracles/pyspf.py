"""Evaluates SPF records with pyspf, without a network.

Reads one JSON object from standard input: zone (name, type, values) and cases
(record in base64, ip, sender, helo); the record of a case is the TXT value of
example.com. Prints one result per case and line.
"""

import base64
import json
import sys
import warnings

warnings.simplefilter("ignore")
import spf

job = json.load(sys.stdin)
zone = {}


def lookup(name, qtype, strict=True, timeout=None):
    records = zone.get(name.lower().rstrip("."), {})
    if qtype not in records and "TIMEOUT" in records:
        raise spf.TempError("DNS timeout")
    answers = []
    for value in records.get(qtype, []):
        if qtype == "MX":
            value = (10, value)
        if qtype == "TXT":
            value = [value]
        if qtype == "PTR":
            value = value.rstrip(".")
        answers.append(((name, qtype), value))
    return answers


spf.DNSLookup = lookup
for case in job["cases"]:
    zone = {
        name: {
            kind: [v.encode() if kind == "TXT" else v for v in values or []]
            for kind, values in kinds.items()
        }
        for name, kinds in job["zone"].items()
    }
    zone["example.com"]["TXT"] = [base64.b64decode(case["record"])]
    try:
        print(spf.query(case["ip"], case["sender"], case["helo"], querytime=0).check()[0])
    except Exception as e:  # a crash is an answer worth seeing
        print("crash:", type(e).__name__, str(e).replace("\n", " "))
