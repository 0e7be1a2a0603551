import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LabError } from './protocol/error.ts';
import type { LabRequest, LabResponse } from './protocol/message.ts';

const HOST = '127.0.0.1';
const MOST_BODY_BYTES = 256 * 1024 * 1024;

export interface Listening {
  port: number;
  close(): Promise<void>;
}

/** Serves on the loopback address only; port 0 takes a free one. */
export async function listen(
  port: number,
  answer: (request: LabRequest) => Promise<LabResponse>,
  aheadMs = 0,
): Promise<Listening> {
  let open = true;
  const dated = async (request: LabRequest) => withDate(await answer(request), aheadMs);
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing, dated, (end) =>
      close()
        .then(() => end)
        .then(reopen),
    ).catch(() => outgoing.destroy());
  });
  await started(server, port);
  const { port: own } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const reopen = async () => {
    if (open && !server.listening) await started(server, own);
  };
  return {
    port: own,
    close: () => {
      open = false;
      return close();
    },
  };
}

function started(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new LabError('LabNotStarted', `The lab cannot listen on ${HOST}:${port}: ${error.message}`, [
          'Choose another --port, or none for a free one',
        ]),
      );
    });
    server.listen(port, HOST, resolve);
  });
}

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  answer: (request: LabRequest) => Promise<LabResponse>,
  interrupt: (end: Promise<void>) => Promise<void>,
): Promise<void> {
  const response = isForeign(incoming) ? FORBIDDEN : await answer(await readRequest(incoming));
  if (response.outage) await interrupt(response.outage);
  if (response.lost === 'broken') outgoing.destroy();
  if (response.lost) return;
  const body = Buffer.from(response.body);
  const headers: Record<string, string> = { 'x-amzn-RequestId': randomUUID(), ...response.headers };
  headers['Content-Length'] ??= String(body.length);
  outgoing.writeHead(response.status, headers).end(body);
}

/** The `Date` that clients learn the service's time from. */
function withDate(response: LabResponse, aheadMs: number): LabResponse {
  const date = new Date(Date.now() + aheadMs).toUTCString();
  return { ...response, headers: { ...response.headers, Date: date } };
}

const FORBIDDEN: LabResponse = {
  status: 403,
  headers: { 'Content-Type': 'text/plain' },
  body: 'The lab answers AWS clients on this machine only.\n',
};

/** No browser page, and no name that was made to point here, may talk to the lab: it runs the scripts that it is sent. */
function isForeign({ headers }: IncomingMessage): boolean {
  return headers.origin !== undefined || !/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers.host ?? '');
}

async function readRequest(incoming: IncomingMessage): Promise<LabRequest> {
  const [path = '/', search = ''] = (incoming.url ?? '/').split(/\?(.*)/s);
  return {
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(search),
    headers: incoming.headers,
    body: await readBody(incoming),
  };
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += (chunk as Buffer).length;
    if (size > MOST_BODY_BYTES) throw new Error('The request body is too large for the lab.');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
