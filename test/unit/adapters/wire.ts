import nock from 'nock';
import { createAwsClients } from '../../../src/adapters/aws/clients.ts';

export const SSM = 'https://ssm.eu-west-1.amazonaws.com';
export const EC2 = 'https://ec2.eu-west-1.amazonaws.com';
export const STS = 'https://sts.eu-west-1.amazonaws.com';
export const S3 = 'https://results.s3.eu-west-1.amazonaws.com';

const KEPT = { ...process.env };

/** A process environment with a Region and dummy keys and no configuration files, whatever this machine has. */
export function plainEnvironment(over: Record<string, string> = {}): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'not-a-secret',
    AWS_CONFIG_FILE: '/nonexistent/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
    AWS_EC2_METADATA_DISABLED: 'true',
    ...over,
  });
}

function restoreEnvironment(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  for (const [name, value] of Object.entries(KEPT)) if (name.startsWith('AWS_')) process.env[name] = value;
}

/** No request of these tests may leave the machine. */
export function closeTheNet(): void {
  nock.disableNetConnect();
  plainEnvironment();
}

export function openTheNet(): void {
  nock.cleanAll();
  nock.enableNetConnect();
  restoreEnvironment();
}

export function clientsAndCounter() {
  const counter = new Map<string, number>();
  return { clients: createAwsClients({}, counter), counter };
}

/** The next SSM call of this operation; `seen` gathers the bodies. */
export const onSsm = (operation: string, seen: unknown[] = []) =>
  nock(SSM, { reqheaders: { 'x-amz-target': `AmazonSSM.${operation}` } }).post('/', (body) => {
    seen.push(body);
    return true;
  });

export const failure = (type: string, message = 'as told') => ({ __type: type, message });

export const xml = (operation: string, body: string) =>
  `<?xml version="1.0"?><${operation}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${body}</${operation}Response>`;
