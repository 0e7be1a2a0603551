import { requirementText, valueText } from '../present/values.ts';
import { cleanText } from '../report/clean-text.ts';
import type { ControlResult } from '../report/model.ts';

/** Text from outside, of so many characters at most, that no service stumbles over: half a surrogate pair would have all of a batch refused. */
export const safeText = (text: string, limit: number) => cleanText(text, limit).toWellFormed();

/** What a node found, in words. Of what could not be read there is nothing to say. */
export const foundText = ({ found, status }: ControlResult, limit: number) =>
  status === 'Error' && found === null ? '' : safeText(valueText(found), limit);

export const requiredText = ({ required }: ControlResult, limit: number) => safeText(requirementText(required), limit);
