import type { Limits } from '../protocol/limits.ts';

/** Lengths, ranges and patterns of the SSM requests, as the service's API reference gives them (BEHAVIOUR.md, "Limits"). */
const documentName: Limits = { pattern: /^[a-zA-Z0-9_\-.]{3,128}$/ };
const documentArn: Limits = { pattern: /^[a-zA-Z0-9_\-.:/]{3,128}$/ };
const documentVersion: Limits = { pattern: /([$]LATEST|[$]DEFAULT|^[1-9][0-9]*$)/ };
const versionName: Limits = { pattern: /^[a-zA-Z0-9_\-.]{1,128}$/ };
const documentFormat: Limits = { oneOf: ['YAML', 'JSON', 'TEXT'] };
const displayName: Limits = { max: 1024, pattern: /^[\w.\-:/ ]*$/ };
const targetType: Limits = { max: 200, pattern: /^\/[\w.\-:/]*$/ };
const instanceId: Limits = { pattern: /(^i-(\w{8}|\w{17})$)|(^mi-\w{17}$)/ };
const commandId: Limits = { min: 36, max: 36 };
const pageOf50: Limits = { min: 1, max: 50 };
const instanceIds: Limits = { min: 0, max: 50, member: instanceId };

const tagText = /^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$/u;
const tags: Limits = {
  max: 1000,
  member: { fields: { Key: { min: 1, max: 128, pattern: tagText }, Value: { min: 0, max: 256, pattern: tagText } } },
};
const taggable: Limits = {
  oneOf: [
    'Document',
    'ManagedInstance',
    'MaintenanceWindow',
    'Parameter',
    'PatchBaseline',
    'OpsItem',
    'OpsMetadata',
    'Automation',
    'Association',
  ],
};

const documentContent = {
  Content: { min: 1 },
  Name: documentName,
  DisplayName: displayName,
  VersionName: versionName,
  DocumentFormat: documentFormat,
  TargetType: targetType,
} satisfies Record<string, Limits>;

const documentTypes = [
  'Command',
  'Policy',
  'Automation',
  'Session',
  'Package',
  'ApplicationConfiguration',
  'ApplicationConfigurationSchema',
  'DeploymentStrategy',
  'ChangeCalendar',
  'Automation.ChangeTemplate',
  'ProblemAnalysis',
  'ProblemAnalysisTemplate',
  'CloudFormation',
  'ConformancePackTemplate',
  'QuickSetup',
  'ManualApprovalPolicy',
  'AutoApprovalPolicy',
];

const commandFilters: Limits = {
  min: 1,
  max: 5,
  member: {
    fields: {
      key: { oneOf: ['InvokedAfter', 'InvokedBefore', 'Status', 'ExecutionStage', 'DocumentName'] },
      value: { min: 1, max: 128 },
    },
  },
};
const commandList = { CommandId: commandId, InstanceId: instanceId, MaxResults: pageOf50, Filters: commandFilters };

const targets: Limits = {
  max: 5,
  member: {
    fields: {
      Key: {
        min: 1,
        max: 163,
        pattern: /^[\p{L}\p{Z}\p{N}_.:/=\-@]*$|resource-groups:ResourceTypeFilters|resource-groups:Name/u,
      },
      Values: { max: 50 },
    },
  },
};
const maxConcurrency: Limits = { min: 1, max: 7, pattern: /^([1-9][0-9]*|[1-9][0-9]%|[1-9]%|100%)$/ };
const maxErrors: Limits = { min: 1, max: 7, pattern: /^([1-9][0-9]*|[0]|[1-9][0-9]%|[0-9]%|100%)$/ };

const associationId: Limits = { pattern: /^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/ };
const associationVersion: Limits = { pattern: /([$]LATEST|^[1-9][0-9]*$)/ };
const associationContent = {
  Name: documentArn,
  DocumentVersion: documentVersion,
  AssociationName: { pattern: /^[a-zA-Z0-9_\-.]{3,128}$/ },
  AutomationTargetParameterName: { min: 1, max: 50 },
  Targets: targets,
  ScheduleExpression: { min: 1, max: 256 },
  ScheduleOffset: { min: 1, max: 6 },
  Duration: { min: 1, max: 24 },
  MaxConcurrency: maxConcurrency,
  MaxErrors: maxErrors,
  ComplianceSeverity: { oneOf: ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'UNSPECIFIED'] },
  SyncCompliance: { oneOf: ['AUTO', 'MANUAL'] },
  OutputLocation: {
    fields: {
      S3Location: {
        fields: {
          OutputS3Region: { min: 3, max: 20 },
          OutputS3BucketName: { min: 3, max: 63 },
          OutputS3KeyPrefix: { max: 500 },
        },
      },
    },
  },
  AlarmConfiguration: {
    fields: { Alarms: { min: 1, max: 1, member: { fields: { Name: { min: 1, max: 255, pattern: /^(?!\s*$).+/ } } } } },
  },
  AssociationDispatchAssumeRole: { min: 1, max: 512, pattern: /^arn:[a-z0-9-]+:iam::\d{12}:role\/.+$/ },
} satisfies Record<string, Limits>;
const executionFilters = (keys: readonly string[]): Limits => ({
  min: 1,
  member: {
    fields: { Key: { oneOf: keys }, Value: { min: 1 }, Type: { oneOf: ['EQUAL', 'LESS_THAN', 'GREATER_THAN'] } },
  },
});

const nodeFilterKeys = [
  'InstanceIds',
  'AgentVersion',
  'PingStatus',
  'PlatformTypes',
  'ActivationIds',
  'IamRole',
  'ResourceType',
  'AssociationStatus',
];
const nodeFilterValues: Limits = { min: 1, max: 100, member: { min: 1 } };

const executionId: Limits = { min: 36, max: 36 };
const rate = (pattern: RegExp): Limits => ({ min: 1, max: 7, pattern });
const concurrency = rate(/^([1-9][0-9]*|[1-9][0-9]%|[1-9]%|100%)$/);
const errors = rate(/^([1-9][0-9]*|[0]|[1-9][0-9]%|[0-9]%|100%)$/);
const accountIds: Limits = { max: 20, member: { pattern: /^([aA][lL][lL]|[0-9]{12})$/ } };
const permissionType: Limits = { oneOf: ['Share'] };

const targetLocation: Limits = {
  fields: {
    Accounts: {
      min: 1,
      max: 50,
      member: { min: 6, max: 68, pattern: /^(ou-[a-z0-9]{4,32}-[a-z0-9]{8,32})|(\d{12})$/ },
    },
    Regions: { min: 1, max: 50 },
    ExecutionRoleName: { min: 1, max: 64, pattern: /^[\w+=,.@/-]+$/ },
    TargetLocationMaxConcurrency: concurrency,
    TargetLocationMaxErrors: errors,
    ExcludeAccounts: { min: 1, max: 5000 },
  },
};

const complianceItem: Limits = {
  fields: {
    Id: { min: 1, max: 100 },
    Title: { max: 500 },
    Severity: { oneOf: ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL', 'UNSPECIFIED'] },
    Status: { oneOf: ['COMPLIANT', 'NON_COMPLIANT'] },
  },
};
const complianceList = {
  MaxResults: pageOf50,
  Filters: {
    member: {
      fields: {
        Key: { min: 1, max: 200 },
        Values: { min: 1, max: 20 },
        Type: { oneOf: ['EQUAL', 'NOT_EQUAL', 'BEGIN_WITH', 'LESS_THAN', 'GREATER_THAN'] },
      },
    },
  },
} satisfies Record<string, Limits>;

export const LIMITS: Readonly<Record<string, Readonly<Record<string, Limits>>>> = {
  CreateDocument: { ...documentContent, DocumentType: { oneOf: documentTypes }, Tags: tags },
  UpdateDocument: { ...documentContent, DocumentVersion: documentVersion },
  UpdateDocumentDefaultVersion: { Name: documentName, DocumentVersion: { pattern: /^[1-9][0-9]*$/ } },
  DescribeDocument: { Name: documentArn, DocumentVersion: documentVersion, VersionName: versionName },
  GetDocument: {
    Name: documentArn,
    DocumentVersion: documentVersion,
    VersionName: versionName,
    DocumentFormat: documentFormat,
  },
  DeleteDocument: { Name: documentName, DocumentVersion: documentVersion, VersionName: versionName },
  ListDocumentVersions: { Name: documentArn, MaxResults: pageOf50 },
  ListDocuments: {
    MaxResults: pageOf50,
    Filters: { max: 6, member: { fields: { Key: { min: 1, max: 128 }, Values: { member: { min: 1, max: 256 } } } } },
    DocumentFilterList: {
      min: 1,
      member: { fields: { key: { oneOf: ['Name', 'Owner', 'PlatformTypes', 'DocumentType'] }, value: { min: 1 } } },
    },
  },
  AddTagsToResource: { ResourceType: taggable, Tags: tags },
  RemoveTagsFromResource: { ResourceType: taggable },
  ListTagsForResource: { ResourceType: taggable },
  SendCommand: {
    DocumentName: documentArn,
    DocumentVersion: documentVersion,
    DocumentHash: { max: 256 },
    DocumentHashType: { oneOf: ['Sha256', 'Sha1'] },
    InstanceIds: instanceIds,
    Targets: targets,
    TimeoutSeconds: { min: 30, max: 2_592_000 },
    Comment: { max: 100 },
    OutputS3Region: { min: 3, max: 20 },
    OutputS3BucketName: { min: 3, max: 63 },
    OutputS3KeyPrefix: { max: 500 },
    MaxConcurrency: maxConcurrency,
    MaxErrors: maxErrors,
    CloudWatchOutputConfig: { fields: { CloudWatchLogGroupName: { min: 1, max: 512 } } },
  },
  ModifyDocumentPermission: {
    Name: documentName,
    PermissionType: permissionType,
    AccountIdsToAdd: accountIds,
    AccountIdsToRemove: accountIds,
    SharedDocumentVersion: { max: 8, pattern: /([$]LATEST|[$]DEFAULT|[$]ALL)/ },
  },
  DescribeDocumentPermission: { Name: documentName, PermissionType: permissionType },
  StartAutomationExecution: {
    DocumentName: documentArn,
    DocumentVersion: documentVersion,
    ClientToken: { min: 36, max: 36, pattern: /^[a-fA-F0-9]{8}-([a-fA-F0-9]{4}-){3}[a-fA-F0-9]{12}$/ },
    MaxConcurrency: concurrency,
    MaxErrors: errors,
    TargetLocations: { min: 1, max: 100, member: targetLocation },
    Tags: { max: 1000 },
  },
  StopAutomationExecution: { AutomationExecutionId: executionId, Type: { oneOf: ['Complete', 'Cancel'] } },
  GetAutomationExecution: { AutomationExecutionId: executionId },
  DescribeAutomationExecutions: { MaxResults: pageOf50, Filters: { min: 1, max: 10 } },
  DescribeAutomationStepExecutions: {
    AutomationExecutionId: executionId,
    MaxResults: pageOf50,
    Filters: { min: 1, max: 6 },
  },
  PutComplianceItems: {
    ResourceId: { min: 1, max: 100 },
    ResourceType: { min: 1, max: 50 },
    ComplianceType: { min: 1, max: 100, pattern: /^([A-Za-z0-9_-]\w+|Custom:[a-zA-Z0-9_-]\w+)$/ },
    ExecutionSummary: { fields: { ExecutionId: { max: 100 }, ExecutionType: { max: 50 } } },
    Items: { min: 0, max: 10_000, member: complianceItem },
    ItemContentHash: { max: 256 },
    UploadType: { oneOf: ['COMPLETE', 'PARTIAL'] },
  },
  ListComplianceItems: { ...complianceList, ResourceIds: { min: 1, member: { min: 1, max: 100 } } },
  ListComplianceSummaries: complianceList,
  ListResourceComplianceSummaries: complianceList,
  CancelCommand: { CommandId: commandId, InstanceIds: instanceIds },
  ListCommands: commandList,
  ListCommandInvocations: commandList,
  GetCommandInvocation: { CommandId: commandId, InstanceId: instanceId, PluginName: { min: 4 } },
  GetParameter: { Name: { min: 1, max: 2048 } },
  GetParameters: { Names: { min: 1, max: 10, member: { min: 1, max: 2048 } } },
  CreateAssociation: { ...associationContent, InstanceId: instanceId, Tags: tags },
  UpdateAssociation: { ...associationContent, AssociationId: associationId, AssociationVersion: associationVersion },
  DescribeAssociation: { AssociationId: associationId, AssociationVersion: associationVersion },
  DeleteAssociation: { AssociationId: associationId },
  StartAssociationsOnce: { AssociationIds: { min: 1, max: 10, member: associationId } },
  ListAssociations: {
    MaxResults: pageOf50,
    AssociationFilterList: {
      min: 1,
      member: {
        fields: {
          key: {
            oneOf: [
              'InstanceId',
              'Name',
              'AssociationId',
              'AssociationStatusName',
              'LastExecutedBefore',
              'LastExecutedAfter',
              'AssociationName',
              'ResourceGroupName',
            ],
          },
          value: { min: 1 },
        },
      },
    },
  },
  ListAssociationVersions: { AssociationId: associationId, MaxResults: pageOf50 },
  DescribeAssociationExecutions: {
    AssociationId: associationId,
    MaxResults: pageOf50,
    Filters: executionFilters(['ExecutionId', 'Status', 'CreatedTime']),
  },
  DescribeAssociationExecutionTargets: {
    AssociationId: associationId,
    ExecutionId: associationId,
    MaxResults: pageOf50,
    Filters: executionFilters(['Status', 'ResourceId', 'ResourceType']),
  },
  DescribeInstanceInformation: {
    MaxResults: { min: 5, max: 50 },
    Filters: { member: { fields: { Key: { min: 1 }, Values: nodeFilterValues } } },
    InstanceInformationFilterList: {
      member: { fields: { key: { oneOf: nodeFilterKeys }, valueSet: nodeFilterValues } },
    },
  },
};
