/** An SSM Command document (schema 2.2), ready to publish. Same plan and options, same bytes. */
export interface SsmDocument {
  name: string;
  /** Its one step, which SSM names in S3 keys and GetCommandInvocation. */
  step: string;
  format: 'YAML' | 'JSON';
  content: string;
  /** SHA-256 of the content in hexadecimal; also the name of the published version. */
  hash: string;
  /** Content and worst-case parameters, as SSM counts them. */
  bytes: number;
  /** What is left of SSM's 64 KB. */
  bytesLeft: number;
}
