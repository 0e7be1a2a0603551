import { stringify } from 'yaml';

/** A plan by hand, small enough to read: every kind of setting that the model knows, and a waiver. */
export const TINY_PLAN = {
  format: 1,
  baseline: 'tiny',
  hash: 'a'.repeat(64),
  vitalServices: ['AmazonSSMAgent', 'containerd'],
  settleSeconds: 1,
  keepBackups: 2,
  risks: { service: ['t-7'], lockout: ['t-1'] },
  reboot: ['t-4'],
  groups: [
    {
      accountPolicy: [['t-1', 'PasswordHistorySize', { atLeast: 24 }, 24]],
      userRight: [['t-2', 'SeTrustedCredManAccessPrivilege', []]],
      auditPolicy: [['t-3', '{0CCE923F-69AE-11D9-BED3-505054503030}', 3]],
      registry: [
        ['HKLM', 'SOFTWARE\\Policies\\Tiny', ['t-4', 'Enabled', 1], ['t-5', 'Banner', 'Zutritt verboten \u00a7']],
        ['HKU', 'Software\\Policies\\Tiny', ['t-6', 'PerUser', 1]],
      ],
      service: [['t-7', 'Spooler', 'disabled']],
      feature: [['t-8', 'FS-SMB1', 'removed']],
      localAccount: [['t-9', 501, 'name', { noneOf: ['Guest'] }, 'nobody']],
      manual: [['t-10', 'somebody has to look']],
    },
    { when: { release: [2019] }, registry: [['HKLM', 'SOFTWARE\\Policies\\Tiny', ['t-11', 'Old', 1]]] },
  ],
  waivers: [{ controls: ['t-7'], reason: 'printers here' }],
};

const HEADER = ["$RunId = '{{ RunId }}'", "$ReportEncoding = '{{ ReportEncoding }}'"];

/** A winharden script without its engine: all that the model driver needs. */
function tinyScript(operation: 'audit' | 'apply' | 'rollback', plan: object = TINY_PLAN): string {
  const reboot = operation === 'audit' ? [] : ["$Reboot = '{{ Reboot }}'"];
  const target = operation === 'rollback' ? ["$TargetRunId = '{{ TargetRunId }}'"] : [];
  const start = `exit (Invoke-WinHarden -Operation ${operation} -PlanText $PlanText -RunId $RunId -ReportEncoding $ReportEncoding)`;
  const json = JSON.stringify(plan).replace(
    /[\u007f-\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return [...HEADER, ...reboot, ...target, "$PlanText = @'", json, "'@", start].join('\n');
}

const RUN_ID = { type: 'String', default: '', allowedPattern: '^[A-Za-z0-9-]{0,64}$' };

const REBOOT = { type: 'String', default: 'never', allowedValues: ['never', 'if-required'] };

/** The same as a Command document of schema 2.2. */
export function tinyDocument(operation: 'audit' | 'apply' | 'rollback', plan: object = TINY_PLAN): string {
  return stringify({
    schemaVersion: '2.2',
    description: `Tiny ${operation}`,
    parameters: {
      RunId: RUN_ID,
      ReportEncoding: { type: 'String', default: 'json', allowedValues: ['json', 'gzip'] },
      ...(operation === 'audit' ? {} : { Reboot: REBOOT }),
      ...(operation === 'rollback' ? { TargetRunId: { ...RUN_ID, default: undefined } } : {}),
    },
    mainSteps: [
      {
        action: 'aws:runPowerShellScript',
        name: 'harden',
        precondition: { StringEquals: ['platformType', 'Windows'] },
        inputs: { timeoutSeconds: '600', onFailure: 'exit', runCommand: tinyScript(operation, plan).split('\n') },
      },
    ],
  });
}
