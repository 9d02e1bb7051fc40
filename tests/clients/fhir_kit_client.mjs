// What the npm package fhir-kit-client does with relais. Run by tests/clients.rs with the FHIR base as argument.

import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';

const home = process.env.RELAIS_CLIENTS_NODE;
const entry = `${home}/node_modules/fhir-kit-client/dist/index.js`;
const { Client } = await import(pathToFileURL(entry).href);

const [baseUrl] = process.argv.slice(2);
const client = new Client({ baseUrl });
const client_with = (customHeaders) => new Client({ baseUrl, customHeaders });

const task = (description, more = {}) => ({
  resourceType: 'Task', status: 'requested', intent: 'plan', description, ...more,
});

/** Runs a step and says which one failed. */
async function step(name, what) {
  try {
    await what();
    console.log(`ok ${name}`);
  } catch (error) {
    console.error(`failed: ${name}`, error, JSON.stringify(error?.response?.data ?? {}));
    process.exit(1);
  }
}

/** The error that a promise ends with. */
const refused = (promise) => promise.then(
  (answer) => assert.fail(`it was answered: ${JSON.stringify(answer)}`),
  (error) => error,
);

let made;

await step('capabilityStatement', async () => {
  const statement = await client.capabilityStatement();
  assert.equal(statement.resourceType, 'CapabilityStatement');
  assert.equal(statement.fhirVersion, '4.0.1');
});

await step('create', async () => {
  made = await client.create({ resourceType: 'Task', body: task('Relire') });
  assert.equal(made.meta.versionId, '1');
  const { response } = Client.httpFor(made);
  assert.equal(response.status, 201);
  assert.ok(response.headers.get('location').endsWith(`/Task/${made.id}/_history/1`));
});

await step('read, vread', async () => {
  assert.deepEqual(await client.read({ resourceType: 'Task', id: made.id }), made);
  assert.deepEqual(await client.vread({ resourceType: 'Task', id: made.id, version: '1' }), made);
});

await step('update, also under an id that is new', async () => {
  const changed = await client.update({ resourceType: 'Task', id: made.id, body: { ...made, priority: 'urgent' } });
  assert.deepEqual([changed.priority, changed.meta.versionId], ['urgent', '2']);
  const placed = await client.update({ resourceType: 'Task', id: 'placed', body: task('Placer', { id: 'placed' }) });
  assert.equal(Client.httpFor(placed).response.status, 201);
});

await step('an update of a version that is no longer the latest', async () => {
  const stale = client.update({
    resourceType: 'Task', id: made.id, body: { ...made, priority: 'stat' },
    options: { headers: { 'if-match': 'W/"1"' } },
  });
  assert.equal((await refused(stale)).response.status, 412);
});

await step('conditional create and update', async () => {
  const identifier = [{ system: 'urn:x-clients', value: 'kit' }];
  const ifNoneExist = { headers: { 'if-none-exist': 'identifier=urn:x-clients|kit' } };
  const body = task('Une seule fois', { identifier });
  const [first, second] = [
    await client.create({ resourceType: 'Task', body, options: ifNoneExist }),
    await client.create({ resourceType: 'Task', body, options: ifNoneExist }),
  ];
  assert.equal(first.id, second.id);
  const changed = await client.update({
    resourceType: 'Task', searchParams: { identifier: 'urn:x-clients|kit' }, body: { ...body, priority: 'asap' },
  });
  assert.deepEqual([changed.id, changed.priority], [first.id, 'asap']);
});

await step('patch', async () => {
  const jsonPatch = [{ op: 'replace', path: '/priority', value: 'routine' }];
  const patched = await client.patch({ resourceType: 'Task', id: made.id, jsonPatch });
  assert.equal(patched.priority, 'routine');
});

await step('search by GET and by POST', async () => {
  const searchParams = { status: 'requested', _count: '1', _sort: '_lastUpdated' };
  const bundle = await client.search({ resourceType: 'Task', searchParams });
  assert.deepEqual([bundle.type, bundle.entry.length], ['searchset', 1]);
  const posted = await client.search({
    resourceType: 'Task', searchParams, options: { postSearch: true },
  });
  assert.equal(posted.entry[0].resource.id, bundle.entry[0].resource.id);
});

await step('paging through everything', async () => {
  const seen = [];
  let page = await client.search({ resourceType: 'Task', searchParams: { _count: '1' } });
  while (page) {
    seen.push(...(page.entry ?? []).map((one) => one.resource.id));
    page = await client.nextPage({ bundle: page });
  }
  assert.equal(new Set(seen).size, seen.length);
  assert.ok(seen.includes(made.id) && seen.includes('placed'), `${seen}`);
});

await step('a parameter that is not known', async () => {
  const error = await refused(client.search({ resourceType: 'Task', searchParams: { statu: 'requested' } }));
  assert.equal(error.response.status, 400);
  assert.equal(error.response.data.resourceType, 'OperationOutcome');
});

await step('batch', async () => {
  const bundle = await client.batch({
    body: {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [
        { request: { method: 'GET', url: `Task/${made.id}` } },
        { request: { method: 'GET', url: 'Task/nowhere' } },
        { resource: task('Du lot'), request: { method: 'POST', url: 'Task' } },
      ],
    },
  });
  const statuses = bundle.entry.map((one) => one.response.status.slice(0, 3));
  assert.deepEqual([bundle.type, ...statuses], ['batch-response', '200', '404', '201']);
});

await step('transaction with references between its entries', async () => {
  const urn = 'urn:uuid:5d2f7c1e-9a54-4b8f-8f0a-2f1c3b6d7e80';
  const bundle = await client.transaction({
    body: {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        { resource: task('Suite', { owner: { reference: urn } }), request: { method: 'POST', url: 'Task' } },
        {
          fullUrl: urn,
          resource: { resourceType: 'Organization', name: 'Exemple' },
          request: { method: 'POST', url: 'Organization' },
        },
      ],
    },
  });
  const places = bundle.entry.map((one) => one.response.location.replace(/^(?:.*\/)?([A-Z]\w+\/[^/]+)\/_history.*$/, '$1'));
  const [resourceType, id] = places[0].split('/');
  const made = await client.read({ resourceType, id });
  assert.equal(made.owner.reference, places[1]);
  const found = await client.search({
    resourceType: 'Task', searchParams: { owner: places[1], _include: 'Task:owner' },
  });
  assert.deepEqual(found.entry.map((one) => one.search.mode), ['match', 'include']);
  const resolved = await client.resolve({ reference: made.owner.reference });
  assert.equal(resolved.name, 'Exemple');
});

await step('history of a resource, a type and the system', async () => {
  const versions = await client.history({ resourceType: 'Task', id: made.id });
  assert.deepEqual(versions.entry.map((one) => one.resource.meta.versionId), ['3', '2', '1']);
  assert.equal((await client.history({ resourceType: 'Task' })).type, 'history');
  assert.equal((await client.history()).type, 'history');
});

await step('operations on a type, a resource and the system', async () => {
  const outcome = await client.operation({
    name: '$validate', resourceType: 'Task', input: { resourceType: 'Task', intent: 'plan' },
  });
  assert.equal(outcome.resourceType, 'OperationOutcome');
  assert.ok(outcome.issue.some((one) => one.expression?.[0] === 'Task.status'), JSON.stringify(outcome));
  const meta = await client.operation({ name: 'meta', resourceType: 'Task', id: made.id, method: 'GET' });
  assert.equal(meta.resourceType, 'Parameters');
  const unknown = await refused(client.operation({ name: 'nonsense', resourceType: 'Task', method: 'GET' }));
  assert.equal(unknown.response.status, 404);
});

await step('delete, and what reads then', async () => {
  await client.delete({ resourceType: 'Task', id: made.id });
  const gone = await refused(client.read({ resourceType: 'Task', id: made.id }));
  assert.equal(gone.response.status, 410);
  const never = await refused(client.read({ resourceType: 'Task', id: 'nowhere' }));
  assert.equal(never.response.status, 404);
});

await step('smartAuthMetadata finds nothing, and says so', async () => {
  const authorities = await client.smartAuthMetadata();
  assert.equal(authorities.authorizeUrl, undefined);
});

await step('a preference', async () => {
  const quiet = client_with({ Prefer: 'return=minimal' });
  const answer = await quiet.create({ resourceType: 'Task', body: task('Sans réponse') });
  assert.equal(answer?.resourceType, undefined);
});
