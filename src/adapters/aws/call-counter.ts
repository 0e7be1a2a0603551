/** Requests by `service:Operation`, each attempt counted. */
export type CallCounter = Map<string, number>;

interface Context {
  commandName?: string;
}
type Handler = (args: { request?: unknown }) => Promise<{ output?: unknown }>;
/** As much of an SDK client's middleware stack as is needed here. */
interface Watchable {
  middlewareStack: { add(middleware: never, options: never): void };
}

const hosts = new WeakMap<object, string>();

/** The host behind an answer or an error, where one was asked at all. */
export const hostOf = (answer: unknown): string | undefined =>
  typeof answer === 'object' && answer !== null ? hosts.get(answer) : undefined;

/** Counts every request of a client (inside the SDK's retry loop) and remembers which host answered. */
export function watchCalls<Client extends Watchable>(client: Client, service: string, counter: CallCounter): Client {
  const middleware = (next: Handler, context: Context): Handler => {
    const name = `${service}:${(context.commandName ?? '').replace(/Command$/, '')}`;
    return async (args) => {
      counter.set(name, (counter.get(name) ?? 0) + 1);
      try {
        const result = await next(args);
        remember(result.output, args.request);
        return result;
      } catch (error) {
        remember(error, args.request);
        throw error;
      }
    };
  };
  const options = { step: 'finalizeRequest', priority: 'low', name: 'winhardenCalls', override: true };
  client.middlewareStack.add(middleware as never, options as never);
  return client;
}

function remember(answer: unknown, request: unknown): void {
  if (typeof answer !== 'object' || answer === null) return;
  const { hostname, port } = (request ?? {}) as { hostname?: string; port?: number };
  if (hostname) hosts.set(answer, port ? `${hostname}:${port}` : hostname);
}
