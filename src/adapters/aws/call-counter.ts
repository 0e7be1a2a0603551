/** Requests by `service:Operation`, each attempt counted. */
export type CallCounter = Map<string, number>;

interface Context {
  commandName?: string;
}
type Handler = (args: { request?: unknown }) => Promise<unknown>;
/** As much of an SDK client's middleware stack as is needed here. */
interface Watchable {
  middlewareStack: { add(middleware: never, options: never): void };
}

const hosts = new WeakMap<object, string>();

/** The host whose answer an error is about, where it was asked at all. */
export const hostOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null ? hosts.get(error) : undefined;

/** Counts every request of a client (inside the SDK's retry loop) and remembers the host behind each error. */
export function watchCalls<Client extends Watchable>(client: Client, service: string, counter: CallCounter): Client {
  const middleware = (next: Handler, context: Context): Handler => {
    const name = `${service}:${(context.commandName ?? '').replace(/Command$/, '')}`;
    return async (args) => {
      counter.set(name, (counter.get(name) ?? 0) + 1);
      try {
        return await next(args);
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

function remember(error: unknown, request: unknown): void {
  if (typeof error !== 'object' || error === null) return;
  const { hostname, port } = (request ?? {}) as { hostname?: string; port?: number };
  if (hostname) hosts.set(error, port ? `${hostname}:${port}` : hostname);
}
