/** What the lab keeps of one S3 object besides its bytes. */
export interface ObjectInfo {
  size: number;
  /** Hex MD5 of the bytes; S3 shows it in quotes. */
  etag: string;
  contentType: string;
  /** ISO date. */
  lastModified: string;
  /** Base64 checksums that the writer gave, by algorithm header (`x-amz-checksum-crc32`). */
  checksums: Record<string, string>;
  metadata: Record<string, string>;
}

export interface Bucket {
  readonly name: string;
  /** ISO date. */
  readonly created: string;
  /** Keys in order. (S3 sorts by UTF-8 bytes; this differs only for characters beyond U+FFFF.) */
  keys(): string[];
  info(key: string): ObjectInfo | undefined;
  read(key: string): Buffer | undefined;
  write(key: string, body: Buffer, info: ObjectInfo): void;
  remove(key: string): void;
}

export interface ObjectStore {
  buckets(): string[];
  bucket(name: string): Bucket | undefined;
  createBucket(name: string, created: Date): void;
}
