/** A CloudFormation stack as it is. */
export interface Stack {
  id: string;
  /** As CloudFormation has it: CREATE_COMPLETE, UPDATE_ROLLBACK_COMPLETE, REVIEW_IN_PROGRESS, … */
  status: string;
  reason: string;
  outputs: Record<string, string>;
}

export interface ResourceChange {
  action: 'add' | 'change' | 'replace' | 'remove';
  /** The id in the template. */
  id: string;
  /** AWS::S3::Bucket */
  type: string;
}

export interface ChangeSet {
  arn: string;
  changes: ResourceChange[];
}

export interface StackEvent {
  eventId: string;
  /** ISO. */
  at: string;
  id: string;
  type: string;
  status: string;
  reason: string;
}

/** CloudFormation, of one account and Region. */
export interface Stacks {
  /** Null where there is none of that name. */
  find(name: string): Promise<Stack | null>;
  /** Starts a change set that makes the stack, or what it is now, as the template says; its ARN. */
  propose(proposal: { name: string; isNew: boolean; changeSet: string; template: string }): Promise<string>;
  /** Null while CloudFormation still computes it. Errors: ChangeSetFailed. */
  changesOf(arn: string): Promise<ChangeSet | null>;
  execute(arn: string): Promise<void>;
  discard(arn: string): Promise<void>;
  /** Of a stack by its id, the newest first, as far back as the event that is named. */
  events(stackId: string, after: string | null): Promise<StackEvent[]>;
}
