import { randomUUID } from 'node:crypto';
import { checkInput, checkOutput } from './protocol/check.ts';
import { AwsError } from './protocol/error.ts';
import type { Limits } from './protocol/limits.ts';
import type { LabRequest } from './protocol/message.ts';
import { type QueryDialect, queryError, readForm, readQuery, writeQuery } from './protocol/query.ts';
import { findOperation, type ServiceName } from './protocol/shapes.ts';
import type { Service } from './service.ts';
import type { World } from './world.ts';

/** An operation's answer to an input that its shape has. */
export type Handler = (world: World, input: object, request: LabRequest) => object;

export interface QueryService {
  /** The name in the credential scope. */
  name: string;
  /** The SDK client that has its shapes. */
  client: ServiceName;
  dialect: QueryDialect;
  namespace: string;
  handlers: Record<string, Handler>;
  /** By operation and field. */
  limits?: Record<string, Record<string, Limits>>;
  /** Why an operation is refused that the lab has not. */
  unknown(operation: string): string;
  /** What the service calls an input that its shape or its limits refuse, where that is not SSM's ValidationException. */
  invalid?: string;
}

/** A service of the query protocol: reads a form, checks it, answers and checks the answer. */
export function queryService({ name, client, dialect, limits = {}, ...service }: QueryService): Service {
  const { namespace, handlers, unknown, invalid = 'ValidationException' } = service;
  return {
    name,
    operationOf: (request) => readForm(request).get('Action') ?? '',
    answer: async (world, operation, request) => {
      const handler = Object.hasOwn(handlers, operation) ? handlers[operation] : undefined;
      const shape = handler && (await findOperation(client, operation));
      if (!handler || !shape) throw new AwsError('InvalidAction', unknown(operation));
      const input = readQuery(shape.input, readForm(request), dialect);
      calling(invalid, () => checkInput(shape.input, input, { fields: limits[operation] ?? {} }));
      const value = handler(world, input, request);
      checkOutput(shape.output, value);
      return writeQuery(dialect, { operation, namespace, requestId: randomUUID(), shape: shape.output, value });
    },
    refuse: (error) => queryError(dialect, error, randomUUID()),
  };
}

function calling(code: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    throw error instanceof AwsError ? new AwsError(code, error.message) : error;
  }
}
