"""Reads with the models of the PyPI package fhir.resources 6.5 whatever relais answers.

Its models are those of R4B (4.3.0), which is R4 but for a few types for trial use; those are not read.

Run by tests/clients.rs with the FHIR base as first argument and addresses below it as further ones; on `-` the
addresses are read from the standard input, one a line.
"""

import json
import sys
import urllib.error
import urllib.request

from pydantic import ValidationError

from fhir.resources import construct_fhir_element

# Types of R4 that R4B replaced by others, or defined anew.
NOT_IN_R4B = {
    "EffectEvidenceSynthesis", "Evidence", "EvidenceVariable", "MedicinalProduct", "MedicinalProductAuthorization",
    "MedicinalProductContraindication", "MedicinalProductIndication", "MedicinalProductIngredient",
    "MedicinalProductInteraction", "MedicinalProductManufactured", "MedicinalProductPackaged",
    "MedicinalProductPharmaceutical", "MedicinalProductUndesirableEffect", "RiskEvidenceSynthesis",
    "SubstanceNucleicAcid", "SubstancePolymer", "SubstanceProtein", "SubstanceReferenceInformation",
    "SubstanceSourceMaterial", "SubstanceSpecification",
}

BASE, *GIVEN = sys.argv[1:]


def answer(address):
    """The body of an answer, an error's too."""
    request = urllib.request.Request(f"{BASE}/{address}", headers={"Accept": "application/fhir+json"})
    try:
        with urllib.request.urlopen(request) as response:
            return response.read()
    except urllib.error.HTTPError as error:
        return error.read()


def resources(body):
    """A resource and those that are in it, when it is a Bundle."""
    yield body
    for entry in body.get("entry", []) if body["resourceType"] == "Bundle" else []:
        if "resource" in entry:
            yield from resources(entry["resource"])


def without_foreign(resource):
    """A Bundle without the entries whose types are not read."""
    if resource["resourceType"] != "Bundle":
        return resource
    entries = resource.get("entry", [])
    known = [entry for entry in entries if entry.get("resource", {}).get("resourceType") not in NOT_IN_R4B]
    return {**resource, "entry": known} if known else {k: v for k, v in resource.items() if k != "entry"}


def is_their_own(error):
    """Whether an error is that ids of elements, which R4 has as strings, are taken for ids of resources."""
    return all("element" in one["loc"] and one["loc"][-1] == "id" for one in error.errors())


def read(address, resource):
    """Reads a resource, or ends the program with what is wrong with it."""
    try:
        construct_fhir_element(resource["resourceType"], resource)
    except ValidationError as error:
        if not is_their_own(error):
            raise SystemExit(f"{address}: {json.dumps(resource)[:2000]}\n{error}") from error


def main():
    addresses = [line.strip() for line in sys.stdin] if GIVEN == ["-"] else GIVEN
    assert addresses, "there is nothing to read"
    counted = {}
    for address in addresses:
        body = json.loads(answer(address))
        for resource in resources(body):
            kind = resource["resourceType"]
            if kind not in NOT_IN_R4B:
                read(address, without_foreign(resource))
                counted[kind] = counted.get(kind, 0) + 1
    print(f"{sum(counted.values())} resources of {len(counted)} types read")


main()
