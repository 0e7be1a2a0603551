import { AwsError } from '../protocol/error.ts';
import type { DocumentContent, ParameterDefinition } from './document-content.ts';

/** Holds the parameters of a call against the document's definitions, as SendCommand does. Values are always lists. */
export function checkParameters({ parameters = {} }: DocumentContent, given: Readonly<Record<string, string[]>>): void {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(parameters, name)) throw invalid(`Parameter "${name}" is not defined in the document.`);
  }
  for (const [name, definition] of Object.entries(parameters)) {
    const values = given[name];
    if (values) checkValues(name, definition, values);
    else if (definition.default === undefined) throw invalid(`Parameter "${name}" is required and has no value.`);
  }
}

function checkValues(name: string, definition: ParameterDefinition, values: string[]): void {
  if (definition.type !== 'StringList' && values.length !== 1) {
    throw invalid(`Parameter "${name}" of type ${definition.type} takes one value, not ${values.length}.`);
  }
  checkCount(name, 'items', values.length, definition.minItems, definition.maxItems);
  for (const value of values) checkValue(name, definition, value);
}

function checkValue(name: string, definition: ParameterDefinition, value: string): void {
  const { allowedValues, allowedPattern } = definition;
  checkCount(name, 'characters', value.length, definition.minChars, definition.maxChars);
  if (allowedValues && !allowedValues.includes(value)) {
    throw invalid(`Parameter "${name}" has value ${value} not in [${allowedValues.join(', ')}].`);
  }
  if (allowedPattern !== undefined && !new RegExp(allowedPattern).test(value)) {
    throw invalid(`Parameter "${name}" has value "${value}" not matching ${allowedPattern}.`);
  }
}

function checkCount(
  name: string,
  what: string,
  count: number,
  min: number | string = 0,
  max: number | string = Number.POSITIVE_INFINITY,
): void {
  if (count < Number(min) || count > Number(max)) {
    throw invalid(`Parameter "${name}" has ${count} ${what}; allowed are ${min} to ${max}.`);
  }
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameters', message);
}
