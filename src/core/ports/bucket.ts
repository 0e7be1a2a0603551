export type ReadAnswer =
  | { kind: 'read'; bytes: Uint8Array }
  | { kind: 'missing' }
  | { kind: 'denied' }
  | { kind: 'tooLarge' };

/** The S3 bucket that results are kept in. Every call is refused unless the bucket belongs to the expected account. */
export interface Bucket {
  /** Fails with what to do when the bucket does not exist, may not be listed or is somebody else's. */
  check(bucket: string, prefix: string): Promise<void>;
  /** Streams the object and stops at the limit. */
  read(bucket: string, key: string, maxBytes: number): Promise<ReadAnswer>;
  /** Names of the folders right below a folder, in their order, after a name: all, or those of the first pages that have as many. */
  folders(bucket: string, folder: string, after: string, most?: number): Promise<string[]>;
  /** Whether any key begins so. */
  has(bucket: string, prefix: string): Promise<boolean>;
  /** Text is JSON; bytes are what the key says they are. */
  write(bucket: string, key: string, body: string | Uint8Array): Promise<void>;
}

/** What is known of a node's right to put an object, from its instance profile and IAM. */
export interface UploadRight {
  /** Name of the instance profile; null where EC2 knows of none. */
  profile: string | null;
  /** Name of its role; null where it may not be looked up. */
  role: string | null;
  /** What IAM says of the role; `unknown` where it may not be asked. */
  may: 'yes' | 'no' | 'unknown';
}

/** With whose permissions nodes write to S3. Never fails: what may not be asked is unknown. */
export interface NodeRoles {
  mayPut(instanceId: string, bucket: string, key: string): Promise<UploadRight>;
}

/** An object in S3 that several may write, each only over what it has read. */
export interface SharedObject {
  /** Null where there is none; `tag` names this very state of it. */
  read(bucket: string, key: string): Promise<{ text: string; tag: string } | null>;
  /** Writes over the state with this tag, or where there is no object (null); `conflict` where somebody else wrote meanwhile. */
  write(bucket: string, key: string, text: string, over: string | null): Promise<'written' | 'conflict'>;
}
