/** What a session takes on the operator's machine, the program that is started first, and where AWS says how to get it. */
export const SESSION_PROGRAMS = {
  aws: 'https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html',
  'session-manager-plugin':
    'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html',
} as const;

export type SessionProgram = keyof typeof SESSION_PROGRAMS;

export const SESSION_PROGRAM_NAMES = Object.keys(SESSION_PROGRAMS) as SessionProgram[];
