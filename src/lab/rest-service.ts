import { checkInput, checkOutput } from './protocol/check.ts';
import { AwsError } from './protocol/error.ts';
import { jsonError, readJson, writeJson } from './protocol/json.ts';
import type { Limits } from './protocol/limits.ts';
import type { LabRequest } from './protocol/message.ts';
import { fromJson, inputOf, matchPath } from './protocol/rest-json.ts';
import { findOperation, type OperationShape, type ServiceName } from './protocol/shapes.ts';
import type { Service } from './service.ts';
import type { World } from './world.ts';

export interface RestService {
  /** The name in the credential scope. */
  name: string;
  /** The SDK client that has its shapes. */
  client: ServiceName;
  /** How errors name it. */
  title: string;
  handlers: Record<string, (world: World, input: object) => object>;
  /** By operation and field. */
  limits?: Record<string, Record<string, Limits>>;
  /** What the service calls an input that its shape or its limits refuse. */
  invalid: string;
}

/** A service of REST-JSON: method and path say which operation is meant, as the SDK's own tables have them. */
export function restService({ name, client, title, handlers, limits = {}, invalid }: RestService): Service {
  const known = async () => {
    const shapes = await Promise.all(Object.keys(handlers).map((operation) => findOperation(client, operation)));
    return shapes.filter((shape) => shape !== undefined);
  };
  const meant = async (request: LabRequest) => {
    const shapes = (await known()).filter((shape) => matchPath(shape, request));
    // `/findings/list` before `/findings/{id}`.
    return shapes.sort((a, b) => labels(a) - labels(b))[0];
  };
  return {
    name,
    operationOf: async (request) => (await meant(request))?.name ?? `${request.method} ${request.path}`,
    answer: async (world, operation, request) => {
      const shape = await meant(request);
      const handler = shape && handlers[shape.name];
      if (!shape || !handler)
        throw new AwsError('UnknownOperationException', `The lab's ${title} does not have ${operation}.`, 404);
      const input = { ...fromJson(shape.input, readJson(request)), ...inputOf(shape, request) };
      checkInput(shape.input, input, { fields: limits[shape.name] ?? {} });
      const output = handler(world, input);
      checkOutput(shape.output, output);
      return writeJson(shape.output, output, 'application/json');
    },
    refuse: (error) =>
      jsonError(error.code === 'ValidationException' ? new AwsError(invalid, error.message, error.status) : error),
  };
}

const labels = ({ http }: OperationShape) => http?.path.split('{').length ?? 0;
