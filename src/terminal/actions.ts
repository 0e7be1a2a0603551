/** The IAM actions of what commands have in common; each command declares its own of them (`actions`, `optionalActions`). */

/** Finding nodes. */
export const SELECTING = ['ec2:DescribeInstances', 'ssm:DescribeInstanceInformation'];
/** Nodes that Auto Scaling is about to terminate are left out; `--resource-group`. */
export const MAY_SELECT = [
  'autoscaling:DescribeAutoScalingGroups',
  'resource-groups:ListGroupResources',
  'tag:GetResources',
];

/** Looking whether a document is there as it should be, and writing it where it is not. */
export const PUBLISHING = ['ssm:DescribeDocument', 'ssm:CreateDocument', 'ssm:UpdateDocument', 'ssm:AddTagsToResource'];

/** Following commands to their end, and ending them. */
export const FOLLOWING = [
  'ssm:ListCommands',
  'ssm:ListCommandInvocations',
  'ssm:GetCommandInvocation',
  'ssm:CancelCommand',
];

/** `--bucket`: what is there; with SSE-KMS its key too. */
export const MAY_READ = ['s3:ListBucket', 's3:GetObject', 'kms:Decrypt'];
/** `--bucket`: locks, the run's record and its rows. */
export const MAY_WRITE = [...MAY_READ, 's3:PutObject', 'kms:GenerateDataKey'];

/** Telling why a node wrote no report. */
export const MAY_ASK_ROLES = ['iam:GetInstanceProfile', 'iam:SimulatePrincipalPolicy'];

/** `--account`. */
export const MAY_ENTER = ['sts:AssumeRole'];

/** `--via automation`: following and stopping. */
export const MAY_FOLLOW_AUTOMATION = [
  'ssm:GetAutomationExecution',
  'ssm:DescribeAutomationStepExecutions',
  'ssm:StopAutomationExecution',
];
/** `--via automation`: sharing the document and starting. */
export const MAY_START_AUTOMATION = [
  ...MAY_FOLLOW_AUTOMATION,
  'ssm:ModifyDocumentPermission',
  'ssm:StartAutomationExecution',
  'iam:PassRole',
];

/** What schedules there are. */
export const LISTING_SCHEDULES = ['ssm:ListAssociations', 'ssm:DescribeAssociation'];
/** What they last did. */
export const LOOKING_BACK = ['ssm:DescribeAssociationExecutions', 'ssm:DescribeAssociationExecutionTargets'];
/** Making schedules and changing them, their document too. */
export const WRITING_SCHEDULES = [
  ...LISTING_SCHEDULES,
  ...PUBLISHING,
  'ssm:CreateAssociation',
  'ssm:UpdateAssociation',
  'ssm:ListTagsForResource',
];
/** `--dispatch-role`; once in an account the role of Systems Manager itself; starting one at once. */
export const MAY_SCHEDULE = ['iam:PassRole', 'iam:CreateServiceLinkedRole', 'ssm:StartAssociationsOnce'];
