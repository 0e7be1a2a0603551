import { AwsError } from '../protocol/error.ts';

/** A filter for text, as EC2, findings and CIS scans have it. */
interface TextFilter {
  comparison?: string | undefined;
  value?: string | undefined;
}

/** Which texts of a record each filter looks at. */
export type Texts<T> = Record<string, (record: T) => string[]>;

/** The records that every filter lets through; of one filter's values one is enough. Filters that the lab does not know are refused. */
export function filtered<T>(
  records: T[],
  criteria: object | undefined,
  texts: Texts<T>,
  other: readonly string[] = [],
): T[] {
  const tests = Object.entries(criteria ?? {}).flatMap(([name, filters]) => {
    if (filters === undefined || other.includes(name)) return [];
    const textsOf = texts[name];
    if (!textsOf) throw new AwsError('ValidationException', `The lab's Inspector does not filter by ${name}.`);
    return [
      (record: T) => (filters as TextFilter[]).some((filter) => textsOf(record).some((text) => meets(filter, text))),
    ];
  });
  return records.filter((record) => tests.every((test) => test(record)));
}

function meets({ comparison, value = '' }: TextFilter, text: string): boolean {
  if (comparison === 'PREFIX') return text.startsWith(value);
  return comparison === 'NOT_EQUALS' ? text !== value : text === value;
}

/** A time of a request: seconds, as it came over the wire. */
export const wireTime = (time: Date | undefined, otherwise: number): number =>
  time === undefined ? otherwise : Number(time) * 1000;
