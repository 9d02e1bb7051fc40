"""Expands R4 value sets with what the published package itself holds."""

BUNDLES = ("Bundle-valuesets.json", "Bundle-v3-valuesets.json", "Bundle-v2-valuesets.json")
HIERARCHY_FILTERS = ("is-a", "descendent-of")


class NotEnumerable(Exception):
    """A value set needs codes that the package does not hold (media types, languages, units …)."""


class ValueSets:
    def __init__(self, package):
        resources = [resource for bundle in BUNDLES for resource in package(bundle)]
        self.value_sets = {r["url"]: r for r in resources if r["resourceType"] == "ValueSet"}
        self.code_systems = {r["url"]: r for r in resources if r["resourceType"] == "CodeSystem"}

    def expand(self, url):
        """The set's codes by system, or None where the package cannot tell all of them."""
        try:
            pairs = self.pairs(url)
        except NotEnumerable:
            return None
        systems = {}
        for system, code in pairs:
            systems.setdefault(system, set()).add(code)
        return systems or None

    def pairs(self, url):
        value_set = self.value_sets.get(url.split("|")[0])
        if value_set is None or "compose" not in value_set:
            raise NotEnumerable(url)
        compose = value_set["compose"]
        included = set().union(*(self.included(part) for part in compose["include"]))
        excluded = set().union(*(self.included(part) for part in compose.get("exclude", [])))
        return included - excluded

    def included(self, part):
        """What one include holds: its codes, narrowed to each value set that it names."""
        choices = [self.pairs(url) for url in part.get("valueSet", [])]
        if "system" in part:
            choices.append(self.of_system(part))
        return set.intersection(*choices)

    def of_system(self, part):
        system = part["system"]
        if "concept" in part:
            return {(system, concept["code"]) for concept in part["concept"]}
        code_system = self.code_systems.get(system)
        if code_system is None or code_system.get("content") != "complete":
            raise NotEnumerable(system)
        concepts = dict(walk(code_system.get("concept", []), ()))
        parents = ancestors(concepts)
        codes = {code for code in concepts if selectable(concepts[code][0])}
        for rule in part.get("filter", []):
            codes &= filtered(rule, parents, concepts)
        return {(system, code) for code in codes}


def walk(concepts, above):
    """Each concept's code with its JSON and the codes above it."""
    for concept in concepts:
        yield concept["code"], (concept, above)
        yield from walk(concept.get("concept", []), (*above, concept["code"]))


def ancestors(concepts):
    """Each code's ancestors, by nesting and by `subsumedBy`, which v3 uses for a second parent."""
    parents = {code: parents_of(concept, above) for code, (concept, above) in concepts.items()}
    complete = {}
    for code in parents:
        found, waiting = set(), list(parents[code])
        while waiting:
            parent = waiting.pop()
            if parent not in found:
                found.add(parent)
                waiting.extend(parents.get(parent, ()))
        complete[code] = found
    return complete


def parents_of(concept, above):
    """The codes right above a concept."""
    extra = [p["valueCode"] for p in concept.get("property", []) if p["code"] == "subsumedBy"]
    return {*above[-1:], *extra}


def selectable(concept):
    """Whether a concept may be used; an abstract one only gathers others."""
    return not any(p["code"] == "notSelectable" and p.get("valueBoolean") for p in concept.get("property", []))


def filtered(rule, parents, concepts):
    if rule["property"] == "concept" and rule["op"] in HIERARCHY_FILTERS:
        below = {code for code in concepts if rule["value"] in parents[code]}
        return below | {rule["value"]} if rule["op"] == "is-a" else below
    raise NotEnumerable(f"{rule['property']} {rule['op']}")
