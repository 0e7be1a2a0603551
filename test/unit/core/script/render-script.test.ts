import assert from 'node:assert/strict';
import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { JUDGED_KINDS, KINDS } from '../../../../src/core/baseline/model.ts';
import type { Operation } from '../../../../src/core/plan/model.ts';
import { hereString, trimPowerShell } from '../../../../src/core/script/powershell-text.ts';
import { renderScript, type ScriptHeader } from '../../../../src/core/script/render-script.ts';
import { control, planOf } from '../plan/controls.ts';
import { smallEngine } from './small-engine.ts';

const service = control({
  kind: 'service',
  address: { service: 'Spooler' },
  expect: { equals: 'disabled' },
  set: 'disabled',
});
const { plan } = planOf({ controls: [service] });
const script = (operation: Operation, header: ScriptHeader = 'ssm') =>
  renderScript({ plan, operation, header, engine: smallEngine() });

/** What PowerShell would take for the plan: from the line after `@'` to the line before the first one that starts with `'@`. */
function planIn(text: string): string {
  const lines = text.split('\n');
  const start = lines.indexOf("$PlanText = @'") + 1;
  const length = lines.slice(start).findIndex((line) => line.startsWith("'@"));
  return lines.slice(start, start + length).join('\n');
}

const SETTABLE = KINDS.length - JUDGED_KINDS.length;

describe('the script', () => {
  it('holds each engine file once, below its name, and only the kinds that the plan uses', () => {
    const banners = script('apply').match(/^# file .*$/gm);
    assert.deepEqual(
      banners,
      ['Engine/Start.ps1', 'Resources/service.ps1', 'Resources/service.Set.ps1'].map(
        (path) => `# file powershell/WinHarden/${path}`,
      ),
    );
  });

  it('holds no setter when it audits, and every kind that can be set when it rolls back, the largest only where the plan has it', () => {
    assert.doesNotMatch(script('audit'), /\.Set\.ps1/);
    const setters = (text: string) => text.match(/^# file .*\.Set\.ps1$/gm)?.length;
    assert.equal(setters(script('rollback')), SETTABLE - 1);
    const source = 'https://example.com/gpo.zip';
    const lgpo = { source: 'https://example.com/LGPO.exe', signer: 'Microsoft Corporation' };
    const address = { name: 'Policy', source, sha256: 'a'.repeat(64), lgpo };
    const gpo = planOf({
      controls: [control({ kind: 'gpo', address, expect: { equals: 'applied' }, set: 'applied' })],
    });
    const text = renderScript({ plan: gpo.plan, operation: 'rollback', header: 'ssm', engine: smallEngine() });
    assert.equal(setters(text), SETTABLE);
  });

  it('starts with its parameters and ends with the call, in both forms', () => {
    assert.match(
      script('audit'),
      /^\$RunId = '\{\{ RunId \}\}'\n\$ReportEncoding = '\{\{ ReportEncoding \}\}'\n\n# file /,
    );
    assert.match(
      script('audit', 'ps1'),
      /^param\(\n {4}\[string\] \$RunId = '',\n {4}\[ValidateSet\('json', 'gzip'\)\] \[string\] \$ReportEncoding = 'json',\n {4}\[string\] \$ReportFile = '',\n {4}\[ValidateSet\('nothing', 'notCompliant'\)\] \[string\] \$FailOn = 'nothing'\n\)\n\n# file /,
    );
    const last = (header: ScriptHeader) => script('rollback', header).trimEnd().split('\n').at(-1);
    assert.equal(
      last('ssm'),
      'exit (Invoke-WinHarden -Operation rollback -PlanText $PlanText -RunId $RunId -ReportEncoding $ReportEncoding -Reboot $Reboot -TargetRunId $TargetRunId)',
    );
    assert.equal(
      last('ps1'),
      "exit (Invoke-Standalone @{ Operation = 'rollback'; PlanText = $PlanText; RunId = $RunId; ReportEncoding = $ReportEncoding; Reboot = $Reboot; TargetRunId = $TargetRunId } $ReportFile $FailOn)",
    );
  });

  it('does the same to a node in both forms: they differ in head, end, and what keeps the report', () => {
    const body = (text: string) =>
      text
        .slice(text.indexOf('# file'), text.lastIndexOf('exit ('))
        .replace(/# file \S*Standalone\.ps1\n[\s\S]*?\n\n(?=\$PlanText)/, '');
    for (const operation of ['audit', 'apply', 'rollback'] as const) {
      assert.match(script(operation, 'ps1'), /Standalone\.ps1/);
      assert.equal(body(script(operation)), body(script(operation, 'ps1')));
    }
  });

  it('needs a target to roll back', () => {
    assert.match(
      script('rollback', 'ps1'),
      /^param\(\n {4}\[Parameter\(Mandatory = \$true\)\] \[string\] \$TargetRunId,\n/,
    );
    assert.match(script('rollback'), /^\$TargetRunId = '\{\{ TargetRunId \}\}'$/m);
  });

  it('gives every plan back as it was, whatever a baseline says', () => {
    const pieces = fc.constantFrom(
      "'@",
      "\n'@\n",
      '"@',
      '{{ RunId }}',
      '{{ssm:secret}}',
      '$(calc)',
      '`n',
      '\u2018@',
      '\r\n',
      '\\',
      '"',
      'x',
      '\u0000',
    );
    const nasty = fc.oneof(
      fc.array(pieces).map((parts) => parts.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(nasty, nasty, nasty, (id, text, reason) => {
        const controls = [
          control({
            id,
            address: { hive: 'HKLM', key: text, name: reason, type: 'REG_SZ' },
            expect: { equals: text },
            set: text,
          }),
        ];
        const made = planOf({ baseline: reason, controls, waivers: [{ controls: [id], reason }] }).plan;
        const rendered = renderScript({ plan: made, operation: 'audit', header: 'ssm', engine: smallEngine() });
        assert.equal(planIn(rendered), made.text);
        assert.deepEqual(rendered.match(/\{\{[^}]*\}?/g), ['{{ RunId }', '{{ ReportEncoding }']);
        assert.equal(
          rendered.replace(made.text, ''),
          script('audit')
            .replace(/# file [^\n]*service[\s\S]*?\n\n(?=\$PlanText)/, registryFile)
            .replace(plan.text, ''),
        );
      }),
    );
  });

  it('refuses engine files that SSM or an old encoding would change', () => {
    for (const bad of ["'{{ x }}'", "'\u00e9'"]) {
      const engine = smallEngine();
      engine.files['Engine/Start.ps1'] = bad;
      assert.throws(() => renderScript({ plan, operation: 'audit', header: 'ssm', engine }), {
        code: 'BrokenInstallation',
      });
    }
  });

  it('says which file the installation lacks', () => {
    const engine = smallEngine();
    delete engine.files['Engine/Start.ps1'];
    assert.throws(() => renderScript({ plan, operation: 'audit', header: 'ssm', engine }), {
      code: 'BrokenInstallation',
      message: /Engine\/Start\.ps1/,
    });
  });
});

/** The engine part of a plan with registry values only, in place of the service part. */
function registryFile(part: string): string {
  return part.replaceAll('service', 'registry');
}

describe('a here-string', () => {
  it('refuses what would end it, with straight or typographic quotes', () => {
    for (const quote of ["'", '\u2018', '\u2019', '\u201a', '\u201b'])
      assert.throws(() => hereString(`a\n${quote}@ b`), RangeError);
    assert.equal(hereString("a '@ b"), "@'\na '@ b\n'@");
  });
});

describe('an engine file', () => {
  it('loses help blocks, runs of blank lines and wide indentation, and nothing of its code', () => {
    const text =
      "<#\n.SYNOPSIS\n  x\n#>\r\nfunction A {\r\n    <#\n    help\n    #>\n    # why\n    '<# not  help #>'\n\n\n\n        1\n}\n\n";
    assert.equal(trimPowerShell(text), "function A {\n\t# why\n\t'<# not  help #>'\n\n\t\t1\n}");
  });
});

describe('a packed plan', () => {
  const packed = renderScript({ plan, operation: 'apply', header: 'ssm', engine: smallEngine(), packed: true });

  it('is the same text, deflated, in a here-string of base64', () => {
    assert.match(planIn(packed), /^[A-Za-z0-9+/=\n]+$/);
    assert.equal(inflateRawSync(Buffer.from(planIn(packed), 'base64')).toString(), plan.text);
  });

  it('is turned back by the next line, and the rest of the script is the same', () => {
    const unpack =
      /^\$PlanText = \[IO\.StreamReader\]::new\(.*\[Convert\]::FromBase64String\(\$PlanText\).*\)\.ReadToEnd\(\)$/m;
    assert.match(packed, unpack);
    const plain = packed
      .replace(/^# The plan, deflated.*\n/m, '')
      .replace(planIn(packed), plan.text)
      .replace(unpack, '');
    assert.equal(plain.replace("'@\n\n\n", "'@\n\n"), script('apply'));
  });
});

describe('a rollback', () => {
  it('carries the head of the plan only', () => {
    assert.deepEqual(JSON.parse(planIn(script('rollback'))), { ...JSON.parse(plan.text), groups: [], waivers: [] });
  });
});
