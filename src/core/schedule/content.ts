import { EXIT, WinhardenError } from '../errors.ts';
import { type AssociationContent, SEVERITIES } from '../ports.ts';
import { PREFIX, type ScheduleSettings } from './model.ts';

const NAME = /^[A-Za-z0-9_.-]{1,100}$/;

/** The association's name. Errors: InvalidScheduleName. */
export function associationName(name: string): string {
  if (NAME.test(name) && !name.startsWith(PREFIX)) return `${PREFIX}${name}`;
  throw wrong('InvalidScheduleName', `"${name}" cannot be a schedule's name`, [
    'use up to 100 letters, digits, dots, hyphens and underscores, as in nightly-audit; winharden- is put before it',
  ]);
}

/** A schedule that says nothing yet; MaxConcurrency and MaxErrors are always set, because State Manager would take all nodes at once. */
export const emptyContent = (name: string): AssociationContent => ({
  name: associationName(name),
  document: { name: '', version: null },
  parameters: {},
  targets: [],
  expression: null,
  offsetDays: null,
  onlyAtCron: false,
  maxConcurrency: '10%',
  maxErrors: '0',
  severity: 'UNSPECIFIED',
  s3: null,
  durationHours: null,
  alarm: null,
  dispatchRole: null,
});

/** What there is, changed as asked. Errors: NoScheduleTime, InvalidNumber, ScheduleConflict. */
export function changed(before: AssociationContent, settings: ScheduleSettings): AssociationContent {
  const { when, onlyAtCron, reboot, bucket = before.s3?.bucket, prefix, ...rest } = settings;
  const expression = when?.text ?? before.expression;
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const after: AssociationContent = { ...before, ...given, expression };
  after.s3 = bucket ? { bucket, prefix: prefix ?? before.s3?.prefix ?? 'winharden' } : null;
  after.onlyAtCron = onlyAtCron ?? usualOnlyAtCron(before, expression);
  if (reboot !== undefined && after.parameters['Reboot']) after.parameters = { ...after.parameters, Reboot: [reboot] };
  if ('ReportEncoding' in after.parameters)
    after.parameters = { ...after.parameters, ReportEncoding: [after.s3 ? 'json' : 'gzip'] };
  check(after);
  return after;
}

/** A rate cannot wait, and everything else does unless somebody said otherwise. */
function usualOnlyAtCron(before: AssociationContent, expression: string | null): boolean {
  if (isRate(expression)) return false;
  return before.expression === null || isRate(before.expression) || before.onlyAtCron;
}

const isRate = (expression: string | null) => expression?.startsWith('rate') ?? false;

function check(content: AssociationContent): void {
  const { expression, offsetDays, onlyAtCron, durationHours, severity } = content;
  if (expression === null)
    throw wrong('NoScheduleTime', 'nothing says when it runs', ['add one of --cron, --rate and --at']);
  checkShare('max concurrency', content.maxConcurrency, /^([1-9]\d{0,6}|[1-9]\d?%|100%)$/);
  checkShare('max errors', content.maxErrors, /^(0|[1-9]\d{0,6}|\d%|[1-9]\d%|100%)$/);
  if (onlyAtCron && isRate(expression))
    throw conflict('a rate begins at once, and --only-at-cron keeps from that', 'drop --only-at-cron, or use --cron');
  if (offsetDays !== null && !(expression.startsWith('cron') && onlyAtCron))
    throw conflict('an offset in days needs --cron and --only-at-cron', 'drop --offset-days, or add these');
  if (offsetDays !== null && (offsetDays < 1 || offsetDays > 6))
    throw conflict(`an offset is 1 to 6 days, and not ${offsetDays}`, 'choose another weekday for more');
  if (durationHours !== null && !onlyAtCron)
    throw conflict('a duration needs --only-at-cron', 'drop --duration-hours, or use --cron with --only-at-cron');
  if (durationHours !== null && (durationHours < 1 || durationHours > 24))
    throw conflict(`a duration is 1 to 24 hours, and not ${durationHours}`, 'leave it out to let every node end');
  if (severity !== null && !SEVERITIES.some((known) => known === severity))
    throw conflict(`${severity} is no severity`, `use one of ${SEVERITIES.join(', ')}`);
}

function checkShare(what: string, value: string | null, form: RegExp): void {
  if (value === null || form.test(value)) return;
  throw wrong('InvalidNumber', `the ${what} "${value}" is neither a number nor a percentage that State Manager takes`, [
    `write it as --${what.replace(' ', '-')} 10 or 25%`,
  ]);
}

const conflict = (message: string, suggestion: string) => wrong('ScheduleConflict', message, [suggestion]);

const wrong = (code: string, message: string, suggestions: string[]) =>
  new WinhardenError({ code, message, suggestions, exit: EXIT.usage });
