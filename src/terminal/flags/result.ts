import { boolean, string } from '@oclif/core/flags';

export const quietFlag = boolean({
  helpGroup: 'result',
  summary: 'No progress on stderr.',
  env: 'WINHARDEN_QUIET',
});

export const bucketOwnerFlag = string({
  helpGroup: 'result',
  helpValue: 'ACCOUNT',
  summary: "The account that the bucket must belong to; by default your credentials' own.",
  env: 'WINHARDEN_BUCKET_OWNER',
});

/** Where results go besides this machine. */
export const resultFlags = {
  bucket: string({
    helpGroup: 'result',
    helpValue: 'NAME',
    summary: 'S3 bucket for the reports; without it they come back through SSM, compressed.',
    env: 'WINHARDEN_BUCKET',
  }),
  prefix: string({
    helpGroup: 'result',
    helpValue: 'PATH',
    summary: 'Folder in the bucket.',
    env: 'WINHARDEN_PREFIX',
    default: 'winharden',
  }),
  'bucket-owner': bucketOwnerFlag,
  quiet: quietFlag,
};

/** For what reads runs that have ended, on this machine and in a bucket. */
export const pastFlags = {
  bucket: string({
    helpGroup: 'result',
    helpValue: 'NAME',
    summary: 'Read the runs that others left in this S3 bucket, too.',
    env: 'WINHARDEN_BUCKET',
  }),
  prefix: resultFlags.prefix,
  'bucket-owner': bucketOwnerFlag,
};
