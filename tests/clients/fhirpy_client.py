"""What the PyPI package fhirpy does with relais, synchronously and asynchronously.

Run by tests/clients.rs with the FHIR base as argument.
"""

import asyncio
import sys

from fhirpy import AsyncFHIRClient, SyncFHIRClient
from fhirpy.base.exceptions import MultipleResourcesFound, OperationOutcome, ResourceNotFound

BASE = sys.argv[1]
JSON_PATCH = {"Content-Type": "application/json-patch+json"}


def refused(kind, what):
    """The error of a kind that a call ends with."""
    try:
        answer = what()
    except kind as error:
        return error
    raise AssertionError(f"it was answered: {answer}")


def changes(client):
    """create, save, update, refresh, patch, delete."""
    task = client.resource("Task", status="requested", intent="plan", description="Relire")
    task.save()
    assert task.id and task["meta"]["versionId"] == "1", task
    task["priority"] = "urgent"
    task.save()
    assert task["meta"]["versionId"] == "2", task
    again = client.reference("Task", task.id).to_resource()
    assert again.serialize() == task.serialize()

    patching = SyncFHIRClient(BASE, extra_headers=JSON_PATCH)
    steps = [{"op": "replace", "path": "/priority", "value": "stat"}]
    patched = patching.execute(f"Task/{task.id}", method="patch", data=steps)
    assert patched["priority"] == "stat", patched
    task.refresh()
    assert task["priority"] == "stat", task

    # A partial resource is no form of patch that FHIR has; it is refused, not guessed at.
    refused(OperationOutcome, lambda: task.patch(priority="asap"))
    # The client has changed its own copy; a refresh of a version that is the latest would keep it.
    task = client.reference("Task", task.id).to_resource()
    assert task["priority"] == "stat", task

    task.delete()
    refused(ResourceNotFound, lambda: client.reference("Task", task.id).to_resource())


def searches(client):
    """Searches, chains, includes, pages."""
    organization = client.resource("Organization", name="Exemple")
    organization.save()
    team = client.resource("PractitionerRole", organization=organization.to_reference())
    team.save()
    for number in range(5):
        client.resource(
            "Task",
            status="requested" if number % 2 else "completed",
            intent="plan",
            description=f"Point {number}",
            identifier=[{"system": "urn:x-clients", "value": f"py-{number}"}],
            owner=team.to_reference(),
        ).save()
    tasks = client.resources("Task").search(owner=team.to_reference())
    assert len(tasks.fetch()) == 5
    assert {one["status"] for one in tasks.search(status="requested").fetch()} == {"requested"}
    assert len(tasks.search(status__not="requested").fetch()) == 3
    assert len(tasks.limit(2).fetch()) == 2
    assert len({one.id for one in tasks.limit(2).fetch_all()}) == 5
    assert len(list(tasks.limit(1))) == 5
    first = tasks.sort("-_lastUpdated").first()
    assert first["description"] == "Point 4", first
    found = client.resources("Task").search(identifier="urn:x-clients|py-3").get()
    assert found["description"] == "Point 3", found
    refused(MultipleResourcesFound, tasks.get)
    refused(ResourceNotFound, client.resources("Task").search(identifier="urn:x-clients|none").get)

    chained = client.resources("Task").search(owner__PractitionerRole__organization__Organization__name="Exemple")
    assert len(chained.fetch()) == 5
    owners = client.resources("PractitionerRole").has("Task", "owner", identifier="urn:x-clients|py-1")
    assert [one.id for one in owners.fetch()] == [team.id]

    brought = tasks.include("Task", "owner").include("PractitionerRole", "organization", iterate=True).fetch_raw()
    kinds = [(entry.search.mode, entry.resource.resource_type) for entry in brought.entry]
    assert kinds.count(("match", "Task")) == 5, kinds
    assert ("include", "PractitionerRole") in kinds and ("include", "Organization") in kinds, kinds
    back = client.resources("PractitionerRole").search(_id=team.id).revinclude("Task", "owner").fetch_raw()
    assert sum(entry.search.mode == "include" for entry in back.entry) == 5

    part = client.resources("Task").search(identifier="urn:x-clients|py-3").elements("description").first()
    assert "owner" not in part and part["meta"]["tag"][0]["code"] == "SUBSETTED", part

    # fhirpy's count() sends a parameter that FHIR does not have: strictly that is refused, leniently left out.
    refused(OperationOutcome, tasks.count)
    lenient = SyncFHIRClient(BASE, extra_headers={"Prefer": "handling=lenient"})
    assert lenient.resources("Task").search(owner=team.to_reference()).count() == 5
    refused(OperationOutcome, client.resources("Task").search(statu="requested").fetch)


def conditions(client):
    """Conditional create, update and delete."""
    body = {"status": "requested", "intent": "plan", "identifier": [{"system": "urn:x-clients", "value": "once"}]}
    matching = client.resources("Task").search(identifier="urn:x-clients|once")
    _, created = matching.update(client.resource("Task", **body, description="1"))
    changed, again = matching.update(client.resource("Task", **body, description="2"))
    assert created and not again and changed["description"] == "2", changed
    assert client.resources("Task").search(identifier="urn:x-clients|once").fetch()[0]["description"] == "2"
    _, status = matching.delete()
    assert status in (200, 204), status
    assert matching.fetch() == []


def operations(client):
    """$validate, on a type and by a resource's own method."""
    broken = client.resource("Task", intent="plan")
    assert not broken.is_valid()
    assert client.resource("Task", status="requested", intent="plan").is_valid()
    meta = client.execute("$meta", method="get")
    assert meta["resourceType"] == "Parameters", meta


async def asynchronously():
    """The same server, several requests at once."""
    client = AsyncFHIRClient(BASE)
    tasks = [client.resource("Task", status="requested", intent="plan", description=f"async {n}") for n in range(20)]
    await asyncio.gather(*(task.save() for task in tasks))
    ids = {task.id for task in tasks}
    assert len(ids) == 20
    found = [one async for one in client.resources("Task").search(description="async").limit(7)]
    assert {one.id for one in found} == ids, len(found)
    await asyncio.gather(*(task.delete() for task in tasks))
    assert await client.resources("Task").search(description="async").fetch() == []


def main():
    client = SyncFHIRClient(BASE)
    for part in (changes, searches, conditions, operations):
        part(client)
        print("ok", part.__name__)
    asyncio.run(asynchronously())
    print("ok asynchronously")


main()
