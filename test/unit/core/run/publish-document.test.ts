import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { publishDocument } from '../../../../src/core/run/publish-document.ts';
import { FakeClock, FakeDocuments } from './doubles.ts';

const publish = (documents: FakeDocuments, content: string, clock = new FakeClock()) =>
  publishDocument(documents, clock, { name: 'winharden-tiny-apply', content });

describe('publishDocument', () => {
  it('creates the document first, then costs one read and no write while nothing changes', async () => {
    const documents = new FakeDocuments();
    const first = await publish(documents, 'one');
    assert.deepEqual([first.version, first.changed, documents.writes], ['1', true, ['create']]);
    documents.reads = 0;
    const second = await publish(documents, 'one');
    assert.deepEqual([second.version, second.hash, second.changed], ['1', first.hash, false]);
    assert.deepEqual([documents.reads, documents.writes], [1, ['create']]);
  });

  it('adds a version for new content and finds an older one again', async () => {
    const documents = new FakeDocuments();
    await publish(documents, 'one');
    assert.equal((await publish(documents, 'two')).version, '2');
    assert.equal((await publish(documents, 'one')).version, '1');
    assert.deepEqual(documents.writes, ['create', 'update']);
  });

  it('takes the latest version when somebody wrote the same content under another name', async () => {
    const documents = new FakeDocuments();
    documents.exists = true;
    documents.versions.push({ versionName: 'by-hand', content: 'one' });
    assert.equal((await publish(documents, 'one')).version, '1');
    assert.deepEqual(documents.writes, ['update']);
  });

  it('lets another operator win the race to create', async () => {
    const documents = new FakeDocuments();
    const { create } = documents;
    documents.create = async (document) => {
      documents.exists = true;
      documents.versions.push({ ...document });
      return create(document);
    };
    assert.equal((await publish(documents, 'one')).version, '1');
    assert.deepEqual(documents.writes, ['create', 'update']);
  });

  it('waits until the version is Active', async () => {
    const documents = new FakeDocuments();
    const { describe: real } = documents;
    documents.describe = async (name, versionName) => {
      const found = await real(name, versionName);
      return typeof found === 'string' || documents.reads > 4 ? found : { ...found, status: 'Creating' };
    };
    const clock = new FakeClock();
    const start = clock.time;
    assert.equal((await publish(documents, 'one', clock)).version, '1');
    assert.ok(clock.time > start);
  });

  for (const [status, statusInformation] of [
    ['Failed', 'the content is bad'],
    ['Updating', ''],
  ] as const) {
    it(`does not send a version that stays ${status}`, async () => {
      const documents = new FakeDocuments();
      const { describe: real } = documents;
      documents.describe = async (name, versionName) => {
        const found = await real(name, versionName);
        return typeof found === 'string' ? found : { ...found, status, statusInformation };
      };
      const message = new RegExp(`winharden-tiny-apply is ${status}${statusInformation && `: ${statusInformation}`},`);
      await assert.rejects(publish(documents, 'one'), { code: 'DocumentNotActive', message });
    });
  }
});
