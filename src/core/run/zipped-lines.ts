import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** Higher levels take twice the time for a tenth less. */
const LEVEL = 3;

/** Text that is compressed as it comes, so that only the compressed bytes are held. */
export class ZippedLines {
  readonly #gzip = createGzip({ level: LEVEL });
  readonly #chunks: Buffer[] = [];

  constructor() {
    this.#gzip.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
  }

  /** Resolves when it is compressed. */
  write(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#gzip.write(text, (error) => (error ? reject(error) : resolve()));
    });
  }

  async end(): Promise<Buffer> {
    this.#gzip.end();
    await finished(this.#gzip);
    return Buffer.concat(this.#chunks);
  }
}
