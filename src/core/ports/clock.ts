export interface Clock {
  now(): Date;
  /** Resolves after the time, or at once when the signal is aborted; never rejects. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export interface Ids {
  /** Six random hexadecimal digits. */
  suffix(): string;
}
