#!/usr/bin/env python3
"""Writes the tables of src/fhir/definitions/ from HL7's published R4 definitions.

usage: scripts/definitions.py PACKAGE

PACKAGE is the npm package hl7.fhir.r4.examples 4.0.1 (CC0-1.0): its .tgz, or the folder that holds its
JSON files. The same package always gives the same bytes. Only the standard library is needed.
"""

import json
import re
import sys
import tarfile
from pathlib import Path

sys.dont_write_bytecode = True
from expand_value_sets import ValueSets, parents_of, selectable, walk

FOLDER = Path(__file__).resolve().parent.parent / "src" / "fhir" / "definitions"
SYSTEM_TYPES = "http://hl7.org/fhirpath/System."
FHIR_TYPE = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type"
STRUCTURES = "http://hl7.org/fhir/StructureDefinition/"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    package = open_package(Path(sys.argv[1]))
    structures = [
        entry
        for bundle in ("Bundle-types.json", "Bundle-resources.json")
        for entry in package(bundle)
        if entry["resourceType"] == "StructureDefinition" and entry.get("derivation") != "constraint"
        and entry["kind"] in ("resource", "complex-type")
    ]
    elements = [row for structure in structures for row in element_rows(structure)]
    required = sorted({row[4] for row in elements if row[3] == "required"})

    write("resource-types.txt", [[name] for name in resource_types(structures)])
    write("elements.tsv", sorted_by_structure(elements))
    write("search-parameters.tsv", sorted(search_parameter_rows(package("Bundle-searchParams.json"))))
    write("compartments.tsv", sorted(compartment_rows(package("Bundle-resources.json"))))
    value_sets = ValueSets(package)
    codes = code_rows(value_sets, required)
    write("codes.tsv", codes)
    write("code-systems.tsv", code_system_rows(value_sets, {row[1] for row in codes}))
    write("constraints.tsv", sorted_by_structure(row for s in structures for row in constraint_rows(s)))


def open_package(path):
    """A function from a bundle's file name to the resources in it."""
    if path.is_dir():
        folder = path / "package" if (path / "package").is_dir() else path
        texts = {file.name: file for file in folder.glob("Bundle-*.json")}
        load = lambda name: texts[name].read_bytes()
    else:
        archive = tarfile.open(path)
        load = lambda name: archive.extractfile(f"package/{name}").read()
    return lambda name: [entry["resource"] for entry in json.loads(load(name))["entry"]]


def write(name, rows):
    for row in rows:
        if any("\t" in cell or "\n" in cell for cell in row):
            sys.exit(f"{name}: a cell holds a tab or a line break: {row}")
    text = "".join("\t".join(row).rstrip("\t") + "\n" for row in rows)
    (FOLDER / name).write_text(text, encoding="utf-8")
    print(f"{name}: {len(rows)} rows, {len(text.encode()) // 1024} KB")


def resource_types(structures):
    return sorted(s["type"] for s in structures if s["kind"] == "resource" and not s.get("abstract"))


# ---------------------------------------------------------------------------------------------- elements


def element_rows(structure):
    """One row for the type and one for each element that it defines itself.

    Columns: path, cardinality, types, binding strength, value set, flags. A type's own row holds the type
    that it extends instead of a cardinality. What it inherits stands with the type that it extends.
    """
    base = structure.get("baseDefinition", "").removeprefix(STRUCTURES)
    yield [structure["type"], "extends " + (base or "-"), "", "", "", structure["kind"]]
    for element in structure["snapshot"]["element"][1:]:
        if element["base"]["path"] != element["path"]:
            continue
        binding = element.get("binding", {})
        flags = "".join(
            letter
            for letter, flag in (("S", "isSummary"), ("M", "isModifier"))
            if element.get(flag)
        )
        yield [
            element["path"],
            f"{element['min']}..{element['max']}",
            element_types(element),
            binding.get("strength", ""),
            without_version(binding.get("valueSet", "")),
            flags,
        ]


def element_types(element):
    if "contentReference" in element:
        return element["contentReference"]
    if element["path"] == "Resource.id":
        # The published type is a plain string; the text of the standard says id.
        return "id"
    return "|".join(dict.fromkeys(element_type(t) for t in element["type"]))


def element_type(published):
    code = published["code"]
    if code.startswith(SYSTEM_TYPES):
        code = next(e["valueUrl"] for e in published["extension"] if e["url"] == FHIR_TYPE)
    targets = [t.removeprefix(STRUCTURES) for t in published.get("targetProfile", [])]
    if not targets or "Resource" in targets:
        return code
    return f"{code}({','.join(targets)})"


def sorted_by_structure(rows):
    """Types in byte order, each with its elements in the order of the standard."""
    return sorted(rows, key=lambda row: row[0].split(".")[0])


# ------------------------------------------------------------------------------------------- constraints

# Expressions whose publication is at odds with their own sentence, with what they should say and why.
CORRECTED = {
    "app-4": ("'no-show'", "'noshow'", "the status is spelled noshow"),
    "bdl-8": ("fullUrl", "fullUrl.empty() or fullUrl", "not() of nothing is nothing, and an entry needs no fullUrl"),
    "ras-2": (
        "probability is decimal implies (probability as decimal) <= 100",
        "probability.empty() or (probability is decimal implies (probability as decimal) <= 100)",
        "nothing is of no type, and a prediction needs no probability",
    ),
    "que-7": ("is Boolean", "is boolean", "an answer is of R4's type boolean, never of FHIRPath's"),
}


def constraint_rows(structure):
    """One row for each invariant where it is defined: path, key, severity, sentence, expression.

    What a type inherits stands with the type that it extends, what an element has because of its type with
    the type.
    """
    for element in structure["snapshot"]["element"]:
        if element["base"]["path"] != element["path"]:
            continue
        for constraint in element.get("constraint", []):
            source = constraint.get("source", "").removeprefix(STRUCTURES)
            is_own = source in ("", structure["type"])
            # Every element repeats ele-1, every extension ext-1.
            is_repeated = constraint["key"] in ("ele-1", "ext-1") and element["path"] not in ("Element", "Extension")
            if is_own and not is_repeated and "expression" in constraint:
                yield [
                    element["path"],
                    constraint["key"],
                    constraint["severity"],
                    " ".join(constraint["human"].split()),
                    corrected(constraint["key"], constraint["expression"]),
                ]


def corrected(key, published):
    """The expression on one line; R4's patterns describe a whole text, which matches() does not ask."""
    expression = " ".join(published.split()).replace("matches(", "matchesFull(")
    if key in CORRECTED:
        wrong, right, _ = CORRECTED[key]
        if wrong not in expression:
            sys.exit(f"{key}: there is nothing to correct in {expression}")
        expression = expression.replace(wrong, right)
    return expression


# ------------------------------------------------------------------------------------------ compartments


def compartment_rows(definitions):
    """Columns: whose compartment, type, the parameters by which resources of the type belong to it.

    `{def}` stands for the resource itself.
    """
    for definition in definitions:
        if definition["resourceType"] != "CompartmentDefinition":
            continue
        for member in definition["resource"]:
            if "param" in member:
                yield [definition["code"], member["code"], ",".join(member["param"])]


# ------------------------------------------------------------------------------------- search parameters


def search_parameter_rows(parameters):
    """Columns: base, code, type, url, expression, targets, components, description."""
    for parameter in parameters:
        for base in parameter["base"]:
            yield [
                base,
                parameter["code"],
                parameter["type"],
                parameter["url"],
                expression_for(base, parameter),
                ",".join(parameter.get("target", [])),
                components(parameter),
                description_for(base, parameter["description"]),
            ]


def expression_for(base, parameter):
    """The branches of the union that start at this base."""
    branches = [rooted(b, parameter["base"]) for b in split_union(parameter.get("expression", ""))]
    kept = [b for b in branches if re.match(rf"\(*{base}\b", b)]
    if branches and not kept:
        sys.exit(f"{parameter['url']}: no branch of {branches} starts at {base}")
    return " | ".join(kept)


def rooted(branch, bases):
    """The branch with its type in front; one parameter (InsurancePlan-name) is published without."""
    has_type = re.match(r"\(*[A-Z]", branch)
    return branch if has_type or len(bases) > 1 else f"{bases[0]}.{branch}"


def split_union(expression):
    branches, depth, start = [], 0, 0
    for position, character in enumerate(expression):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "|" and depth == 0:
            branches.append(expression[start:position].strip())
            start = position + 1
    branches.append(expression[start:].strip())
    return [branch for branch in branches if branch]


def components(parameter):
    pairs = [(c["definition"], c["expression"]) for c in parameter.get("component", [])]
    if any(";" in part or "=" in part for pair in pairs for part in pair):
        sys.exit(f"{parameter['url']}: a component holds a separator")
    return ";".join("=".join(pair) for pair in pairs)


def description_for(base, published):
    """The sentence for this base out of a description that may list several."""
    match = re.search(rf"^\* \[{base}\]\([^)]*\): (.*)$", published, re.MULTILINE)
    return " ".join((match.group(1) if match else published).split())


# ------------------------------------------------------------------------------------------------- codes


def code_rows(value_sets, urls):
    """One row for each value set and code system: value set, system, codes. `*`: not enumerable here."""
    rows = []
    for url in urls:
        systems = value_sets.expand(url)
        if systems is None:
            rows.append([url, "*", ""])
            continue
        for system, codes in sorted(systems.items()):
            if any(" " in code for code in codes):
                sys.exit(f"{url}: a code holds a blank")
            rows.append([url, system, " ".join(sorted(codes))])
    return rows


def code_system_rows(value_sets, urls):
    """A row for each code system (url, version, name, meaning of its hierarchy), then one for each of its concepts,
    which starts with an empty cell: code, the codes right above it, display, `abstract` if it may not be used."""
    rows = []
    for url in sorted(urls & value_sets.code_systems.keys()):
        system = value_sets.code_systems[url]
        if system.get("content") != "complete" or not system.get("caseSensitive"):
            sys.exit(f"{url}: is not complete, or takes its codes in any case")
        title = system.get("title") or system["name"]
        rows.append([url, system["version"], title, system.get("hierarchyMeaning", "")])
        for code, (concept, above) in walk(system.get("concept", []), ()):
            display = " ".join(concept.get("display", "").split())
            kind = "" if selectable(concept) else "abstract"
            rows.append(["", code, " ".join(sorted(parents_of(concept, above))), display, kind])
    return rows


def without_version(canonical):
    return canonical.split("|")[0]


if __name__ == "__main__":
    main()
