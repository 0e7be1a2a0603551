interface Statement {
  Effect?: string;
  Principal?: unknown;
  Action?: string | string[];
  Resource?: string | string[];
  Condition?: Record<string, Record<string, unknown>>;
}

const listOf = <T>(value: T | T[] | undefined): T[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

/** Whether a bucket's policy denies everybody every request that comes without TLS. */
export function isTlsOnly(policy: string, bucket: string): boolean {
  try {
    const { Statement: statements } = JSON.parse(policy) as { Statement?: Statement | Statement[] };
    return listOf(statements).some((statement) => deniesPlain(statement, bucket));
  } catch {
    // What is no JSON denies nothing.
    return false;
  }
}

function deniesPlain({ Effect, Principal, Action, Resource, Condition }: Statement, bucket: string): boolean {
  const secure = Condition?.['Bool']?.['aws:SecureTransport'];
  const objects = listOf(Resource).some((arn) => arn === '*' || arn.endsWith(`:::${bucket}/*`));
  return (
    Effect === 'Deny' &&
    isEverybody(Principal) &&
    listOf(Action).some((action) => action === '*' || action.toLowerCase() === 's3:*') &&
    objects &&
    listOf(secure).some((value) => String(value).toLowerCase() === 'false') &&
    Object.keys(Condition ?? {}).length === 1 &&
    Object.keys(Condition?.['Bool'] ?? {}).length === 1
  );
}

const isEverybody = (principal: unknown): boolean =>
  principal === '*' || listOf((principal as { AWS?: string | string[] } | undefined)?.AWS).includes('*');
