import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** Higher levels take twice the time for a tenth less. */
const LEVEL = 3;

/** Text that is compressed as it comes, so that only the compressed bytes are held. */
export class ZippedLines {
  readonly #gzip = createGzip({ level: LEVEL });
  readonly #chunks: Buffer[] = [];
  #written = Promise.resolve();

  constructor() {
    this.#gzip.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
  }

  /** Text is made only when what came before is compressed, so that one is held at a time. Resolves when it is compressed too. */
  write(make: () => string): Promise<void> {
    this.#written = this.#written.then(() => this.#push(make()));
    return this.#written;
  }

  #push(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#gzip.write(text, (error) => (error ? reject(error) : resolve()));
    });
  }

  async end(): Promise<Buffer> {
    await this.#written;
    this.#gzip.end();
    await finished(this.#gzip);
    return Buffer.concat(this.#chunks);
  }
}
