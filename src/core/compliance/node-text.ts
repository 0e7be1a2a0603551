import { requirementText, valueText } from '../present/values.ts';
import { cleanText } from '../report/clean-text.ts';
import type { ControlResult } from '../report/model.ts';

/** What a node found, in words. Of what could not be read there is nothing to say. */
export const foundText = ({ found, status }: ControlResult, limit: number) =>
  status === 'Error' && found === null ? '' : cleanText(valueText(found), limit);

export const requiredText = ({ required }: ControlResult, limit: number) => cleanText(requirementText(required), limit);
