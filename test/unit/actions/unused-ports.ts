import type { App } from '../../../src/core/ports.ts';

/** A port that a test has no use for, and that says so when it is used after all. */
const unused = <Name extends keyof App>(name: Name): App[Name] =>
  new Proxy(
    {},
    {
      get: (_, member) => {
        throw new Error(`${name}.${String(member)} was not to be used`);
      },
    },
  ) as App[Name];

/** What no run asks. */
export const UNUSED = {
  replacements: unused('replacements'),
  guardDuty: unused('guardDuty'),
  sessions: unused('sessions'),
  sessionPrograms: unused('sessionPrograms'),
  stacks: unused('stacks'),
  surroundings: unused('surroundings'),
};
