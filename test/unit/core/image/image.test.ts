import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseHcl } from '@cdktn/hcl2json';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { parse } from 'yaml';
import { createPackerFiles } from '../../../../src/adapters/disk/packer-files.ts';
import { renderComponent } from '../../../../src/core/image/component.ts';
import { createComponentCommand } from '../../../../src/core/image/create-component.ts';
import { imageScripts } from '../../../../src/core/image/image-scripts.ts';
import { renderPacker } from '../../../../src/core/image/packer.ts';
import { hostileText } from '../../../hostile-text.ts';
import { control, planOf } from '../plan/controls.ts';
import { smallEngine } from '../script/small-engine.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const fixture = (path: string) => readFileSync(join(ROOT, 'test/fixtures', path), 'utf8');
const isComponent = new Ajv2020({ allErrors: true }).compile(JSON.parse(fixture('toe-component.schema.json')));
const packer = createPackerFiles(ROOT);

const imageOf = (parts: Parameters<typeof planOf>[0]) =>
  imageScripts({ plan: planOf({ controls: [control()], ...parts }).plan, engine: smallEngine() });
const image = imageOf({});
const componentOf = (text: string) => {
  const component = parse(text);
  isComponent(component);
  assert.deepEqual(isComponent.errors ?? [], []);
  return component;
};

describe('the scripts of an image', () => {
  it('are apply and audit of the plan, and the audit holds no setter', () => {
    assert.deepEqual([image.apply.name, image.audit.name], ['winharden-mine-apply.ps1', 'winharden-mine-audit.ps1']);
    assert.match(image.apply.text, /\.Set\.ps1/);
    assert.doesNotMatch(image.audit.text, /\.Set\.ps1/);
    assert.equal(image.apply.hash, createHash('sha256').update(image.apply.text).digest('hex'));
    assert.match(image.runId, /^image-[0-9a-f]{12}$/);
  });

  it('of several baselines have a name that files and components can have', () => {
    assert.equal(imageOf({ baseline: 'cis-l1+eks-node' }).name, 'winharden-cis-l1-eks-node');
  });
});

describe('a component of EC2 Image Builder', () => {
  const component = renderComponent(image, 's3://bucket/winharden/images');

  it('is this text, to the byte', () => {
    assert.equal(component.text, fixture('golden/component.yaml'));
  });

  it('applies in build, and audits in validate and test', () => {
    const { phases } = componentOf(component.text);
    assert.deepEqual(
      phases.map((phase: { name: string; steps: { action: string; name: string }[] }) => [
        phase.name,
        ...phase.steps.map(({ name }) => name),
      ]),
      [
        ['build', 'Fetch', 'Apply'],
        ['validate', 'Fetch', 'Audit'],
        ['test', 'Fetch', 'Audit'],
      ],
    );
  });

  it('names its scripts by their content, and runs nothing else', () => {
    for (const { hash, name } of [image.apply, image.audit]) {
      assert.ok(component.text.includes(`source: "{{ Scripts }}/${hash}/${name}"`));
      assert.ok(component.text.includes(`if ($hash -ne '${hash}') { throw`));
    }
  });

  it('without a place leaves that to the recipe', () => {
    const { parameters } = componentOf(renderComponent(image).text);
    assert.deepEqual(Object.keys(parameters[0].Scripts), ['type', 'description']);
  });

  it('has room for it in CreateComponent, and nothing of a policy in it, whatever that says', () => {
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, (baseline, text, reason) => {
        const controls = [control({ id: text || 'x', title: text, set: text, expect: { equals: text } })];
        const waivers = [{ controls: [text || 'x'], reason }];
        const hostile = renderComponent(imageOf({ baseline, controls, waivers }), 's3://bucket/folder');
        assert.ok(hostile.text.length <= 16_000);
        assert.deepEqual(new Set(hostile.text.match(/\{\{.*?\}\}/g)), new Set(['{{ Scripts }}']));
        assert.equal(hostile.text.split('{{').length, 4);
        const { name, phases } = componentOf(hostile.text);
        assert.match(name, /^winharden-[A-Za-z0-9-]*$/);
        const [first] = phases[0].steps[1].inputs.commands;
        const expected = componentOf(component.text).phases[0].steps[1].inputs.commands[0];
        assert.equal(withoutNames(first), withoutNames(expected));
      }),
    );
  });
});

/** A step's commands without what differs from image to image. */
const withoutNames = (commands: string) =>
  commands
    .replaceAll(/winharden-[A-Za-z0-9-]*-apply\.ps1/g, 'NAME')
    .replaceAll(/[0-9a-f]{64}/g, 'HASH')
    .replaceAll(/image-[0-9a-f]{12}/g, 'RUN');

describe('the command that makes a component', () => {
  const component = renderComponent(image, 's3://bucket/folder');
  const given = { name: image.name, version: '1.2.3', component, folder: 'out' };
  const { plan } = planOf({
    controls: [control({ when: { release: [2022] } }), control({ when: { release: [2025] } })],
  });

  it('names version, platform, releases, document and a token of its content', () => {
    const command = createComponentCommand(plan, given);
    const token = command.pop() ?? '';
    assert.match(token, /^[0-9a-f]{36}$/);
    assert.deepEqual(command, [
      ...['aws', 'imagebuilder', 'create-component', '--name', 'winharden-mine', '--semantic-version', '1.2.3'],
      ...['--platform', 'Windows', '--supported-os-versions'],
      ...['Microsoft Windows Server 2022', 'Microsoft Windows Server 2025'],
      ...['--data', 'file://out/component.yaml', '--client-token'],
    ]);
    assert.equal(createComponentCommand(plan, given).at(-1), token);
    assert.notEqual(createComponentCommand(plan, { ...given, version: '1.2.4' }).at(-1), token);
  });

  it('names every release where a control is for any', () => {
    const anywhere = createComponentCommand(planOf({ controls: [control()] }).plan, given);
    assert.equal(anywhere.filter((word) => word.startsWith('Microsoft')).length, 4);
  });

  it('refuses what is no version', () => {
    for (const version of ['1', '1.2', '1.2.x', '1.2.3.4', '', '1.2.3 '])
      assert.throws(() => createComponentCommand(plan, { ...given, version }), { code: 'InvalidVersion' });
  });
});

describe('a Packer template', () => {
  it('is this text, to the byte', async () => {
    const [template] = await renderPacker(image, await packer.read());
    assert.equal(template?.text, fixture('golden/image.pkr.hcl'));
  });

  it('is HCL that applies as SYSTEM, restarts, and fails on what is not compliant', async () => {
    const [template] = await renderPacker(image, await packer.read());
    const hcl = await parseHcl('image.pkr.hcl', template?.text ?? '');
    const [build] = hcl['build'];
    const [first, second] = build.provisioner.powershell;
    assert.equal(first.elevated_user, 'SYSTEM');
    assert.match(first.inline[0], /-apply\.ps1' -RunId 'image-[0-9a-f]{12}'/);
    assert.ok('windows-restart' in build.provisioner);
    assert.match(second.inline[0], /-audit\.ps1' .*-FailOn notCompliant$/);
    const [source] = hcl['source']['amazon-ebs'].node;
    assert.deepEqual([source.communicator, source.ssh_interface], ['ssh', 'session_manager']);
  });

  it('has nothing of a policy in it, whatever that says', async () => {
    const texts = await packer.read();
    await fc.assert(
      fc.asyncProperty(hostileText, hostileText, async (baseline, title) => {
        const hostile = imageOf({ baseline, controls: [control({ title })] });
        const [template] = await renderPacker(hostile, texts);
        const [plain] = await renderPacker(image, texts);
        const bare = (text = '', { name, runId }: { name: string; runId: string }) =>
          text.replaceAll(name, 'NAME').replaceAll(runId, 'RUN');
        assert.equal(bare(template?.text, hostile), bare(plain?.text, image));
      }),
      { numRuns: 50 },
    );
  });
});
