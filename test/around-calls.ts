type Work = (...given: unknown[]) => unknown;

/** What is done around every call; it answers what the call answers, or something like it. */
export type Around = <T>(call: () => T) => T;

/** The same ports, with something around every call of their functions, and of those in what they answer. */
export function aroundCalls<Ports extends object>(ports: Ports, around: Around): Ports {
  const wrapped = Object.entries(ports).map(([name, port]) => [name, wrap(port, around)]);
  return Object.fromEntries(wrapped) as Ports;
}

function wrap<T>(value: T, around: Around): T {
  if (isFunction(value)) return wrapFunction(value, undefined, around) as T;
  if (!hasFunctions(value)) return value;
  return new Proxy(value, {
    get: (target, name) => {
      const member = Reflect.get(target, name);
      return isFunction(member) ? wrapFunction(member, target, around) : member;
    },
  });
}

function wrapFunction(work: Work, self: unknown, around: Around) {
  return (...given: unknown[]) => {
    const answer: unknown = around(() => work.apply(self, given));
    return answer instanceof Promise ? answer.then((each) => wrap(each, around)) : wrap(answer, around);
  };
}

const isFunction = (value: unknown): value is Work => typeof value === 'function';

/** Ports, folders of runs, streams: whatever can be called, as against data. */
function hasFunctions(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Symbol.asyncIterator in value || 'next' in value || Object.values(value).some(isFunction);
}
