import type { IncomingHttpHeaders } from 'node:http';

/** One HTTP request, its body read. `path` is still percent-encoded. */
export interface LabRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface LabResponse {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
  /** The client sees none of it: the connection is broken, or nothing is ever said. */
  lost?: 'broken' | 'silence';
  /** Until when no connection is taken. */
  outage?: Promise<void>;
}

/** One header as text; Node gives a list for a repeated one. */
export function header(request: LabRequest, name: string): string | undefined {
  const value = request.headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(',') : value;
}
