import type { LabNode } from '../fleet.ts';
import type { Step } from '../ssm/document-content.ts';

export type Verdict = 'run' | 'skip' | { failed: string };

/** A step's precondition as the agent judges it: only `StringEquals` with two strings, one of them `platformType` or a parameter. */
export function judgePrecondition({ precondition, name }: Step, resolved: unknown, { platform }: LabNode): Verdict {
  if (precondition === undefined) return 'run';
  const raw = Object.entries(precondition);
  const [operator, operands] = raw[0] ?? [];
  if (raw.length !== 1 || operator !== 'StringEquals' || !isPair(operands)) {
    return {
      failed: `Unrecognized precondition(s): '${JSON.stringify(precondition)}', please update agent to latest version. Step name: ${name}`,
    };
  }
  const other = operandBeside(operands, 'platformType');
  if (other !== undefined) return platform.toLowerCase() === other.toLowerCase() ? 'run' : 'skip';
  if (!operands.some((operand) => operand.includes('{{'))) {
    return { failed: `At least one of the precondition's arguments must be a document parameter. Step name: ${name}` };
  }
  const [left, right] = (resolved as Record<string, string[]>)['StringEquals'] ?? [];
  return left === right ? 'run' : 'skip';
}

function isPair(value: unknown): value is [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every((item) => typeof item === 'string');
}

function operandBeside(operands: [string, string], word: string): string | undefined {
  if (operands[0] === word) return operands[1];
  return operands[1] === word ? operands[0] : undefined;
}
