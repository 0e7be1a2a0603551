import { EXIT, WinhardenError } from '../errors.ts';

/** What `winharden access open` is asked for. */
export interface SessionRequest {
  instanceId: string;
  /** A Session document; none: that of the preferences, a shell. */
  document?: string | undefined;
  /** A port of the node, brought to localPort of this machine (any, where there is none). */
  port?: number | undefined;
  localPort?: number | undefined;
  reason?: string | undefined;
  region?: string | undefined;
  profile?: string | undefined;
}

const FORWARDING = 'AWS-StartPortForwardingSession';

/** The arguments of the AWS CLI that open the session. Each stands for itself: no shell reads them. */
export function sessionArguments(request: SessionRequest): string[] {
  const { instanceId, port, localPort, region, profile } = request;
  const document = port === undefined ? request.document : FORWARDING;
  const parameters = port !== undefined && {
    portNumber: [String(port)],
    ...(localPort !== undefined && { localPortNumber: [String(localPort)] }),
  };
  return [
    'ssm',
    'start-session',
    `--target=${instanceId}`,
    ...(document ? [`--document-name=${document}`] : []),
    ...(parameters ? [`--parameters=${JSON.stringify(parameters)}`] : []),
    ...(request.reason ? [`--reason=${plain('--reason', request.reason)}`] : []),
    ...(region ? [`--region=${region}`] : []),
    ...(profile ? [`--profile=${profile}`] : []),
  ];
}

/** The AWS CLI reads a file, and its first version a page, where a text begins like this. */
function plain(flag: string, text: string): string {
  if (!/^(file|fileb|https?):\/\//.test(text)) return text;
  throw new WinhardenError({
    code: 'InvalidReason',
    message: `${flag} "${text}" would have the AWS CLI send what stands there`,
    suggestions: [`begin it with a word: ${flag} "see ${text}"`],
    exit: EXIT.usage,
  });
}
