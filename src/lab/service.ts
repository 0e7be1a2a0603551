import type { AwsError } from './protocol/error.ts';
import type { LabRequest, LabResponse } from './protocol/message.ts';
import type { World } from './world.ts';

/** One AWS service of the lab: which operation a request means, its answer, and how it words an error. */
export interface Service {
  /** The name in the credential scope. */
  readonly name: string;
  operationOf(request: LabRequest): string | Promise<string>;
  answer(world: World, operation: string, request: LabRequest): Promise<LabResponse>;
  refuse(error: AwsError, request: LabRequest): LabResponse;
}
