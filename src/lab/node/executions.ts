/** What became of one command on one node, as the node knows it: the truth that reports are held against. */
export interface Execution {
  readonly commandId: string;
  readonly instanceId: string;
  /** How many the node had before; chance goes by it, so that the order of requests changes no time. */
  readonly ordinal: number;
  /** When the service began to bring it. */
  readonly sent: Date;
  /** When the node had ended. */
  ended?: Date;
  /** A script ran to its end, so that the node is as it leaves it. */
  worked?: true;
}

export interface Executions {
  begin(commandId: string, instanceId: string, sent: Date): Execution;
  all(): Execution[];
}

export function executions(): Executions {
  const byNode = new Map<string, Execution[]>();
  return {
    begin: (commandId, instanceId, sent) => {
      const before = byNode.get(instanceId) ?? [];
      byNode.set(instanceId, before);
      const execution = { commandId, instanceId, ordinal: before.length, sent };
      before.push(execution);
      return execution;
    },
    all: () => [...byNode.values()].flat(),
  };
}
