import { checkInput, checkOutput } from '../protocol/check.ts';
import { AwsError } from '../protocol/error.ts';
import { jsonError, readJson, writeJson } from '../protocol/json.ts';
import { header } from '../protocol/message.ts';
import { findOperation } from '../protocol/shapes.ts';
import type { Service } from '../service.ts';
import type { World } from '../world.ts';
import { cancelCommand } from './cancel-command.ts';
import { deleteDocument } from './delete-document.ts';
import { describeAssociation, listAssociations, listAssociationVersions } from './describe-association.ts';
import {
  describeAssociationExecutions,
  describeAssociationExecutionTargets,
} from './describe-association-executions.ts';
import { describeAutomationSteps, describeAutomations, getAutomation } from './describe-automation.ts';
import { describeDocument, getDocument } from './describe-document.ts';
import { describeInstanceInformation } from './describe-instance-information.ts';
import { describePermission, modifyPermission } from './document-permission.ts';
import { getCommandInvocation } from './get-command-invocation.ts';
import { getParameter, getParameters } from './get-parameters.ts';
import { LIMITS } from './limits.ts';
import { listCommandInvocations } from './list-command-invocations.ts';
import { listCommands } from './list-commands.ts';
import { listComplianceItems, listComplianceSummaries, listResourceComplianceSummaries } from './list-compliance.ts';
import { listDocuments, listDocumentVersions } from './list-documents.ts';
import { putComplianceItems } from './put-compliance-items.ts';
import { sendCommand } from './send-command.ts';
import { getConnectionStatus, startSession } from './sessions.ts';
import { startAutomation, stopAutomation } from './start-automation.ts';
import { addTags, listTags } from './tags.ts';
import { createAssociation, deleteAssociation, startAssociationsOnce, updateAssociation } from './write-association.ts';
import { createDocument, updateDefaultVersion, updateDocument } from './write-document.ts';

type Handler = (world: World, input: object) => object;

const handlers: Record<string, Handler> = {
  CreateDocument: createDocument as Handler,
  UpdateDocument: updateDocument as Handler,
  UpdateDocumentDefaultVersion: updateDefaultVersion as Handler,
  DescribeDocument: describeDocument as Handler,
  GetDocument: getDocument as Handler,
  ListDocuments: listDocuments,
  ListDocumentVersions: listDocumentVersions as Handler,
  DeleteDocument: deleteDocument as Handler,
  AddTagsToResource: addTags as Handler,
  ListTagsForResource: listTags as Handler,
  SendCommand: sendCommand as Handler,
  ListCommands: listCommands,
  ListCommandInvocations: listCommandInvocations,
  GetCommandInvocation: getCommandInvocation as Handler,
  CancelCommand: cancelCommand as Handler,
  CreateAssociation: createAssociation as Handler,
  UpdateAssociation: updateAssociation as Handler,
  DeleteAssociation: deleteAssociation,
  StartAssociationsOnce: startAssociationsOnce as Handler,
  DescribeAssociation: describeAssociation,
  ListAssociations: listAssociations,
  ListAssociationVersions: listAssociationVersions as Handler,
  DescribeAssociationExecutions: describeAssociationExecutions as Handler,
  DescribeAssociationExecutionTargets: describeAssociationExecutionTargets as Handler,
  DescribeInstanceInformation: describeInstanceInformation,
  GetConnectionStatus: getConnectionStatus as Handler,
  StartSession: startSession as Handler,
  GetParameter: getParameter as Handler,
  GetParameters: getParameters as Handler,
  ModifyDocumentPermission: modifyPermission as Handler,
  DescribeDocumentPermission: describePermission as Handler,
  StartAutomationExecution: startAutomation as Handler,
  StopAutomationExecution: stopAutomation as Handler,
  GetAutomationExecution: getAutomation as Handler,
  DescribeAutomationExecutions: describeAutomations,
  DescribeAutomationStepExecutions: describeAutomationSteps as Handler,
  PutComplianceItems: putComplianceItems as Handler,
  ListComplianceItems: listComplianceItems,
  ListComplianceSummaries: listComplianceSummaries,
  ListResourceComplianceSummaries: listResourceComplianceSummaries,
};

const TARGET = 'AmazonSSM.';

export const ssm: Service = {
  name: 'ssm',
  operationOf: (request) => (header(request, 'x-amz-target') ?? '').replace(TARGET, ''),
  answer: async (world, operation, request) => {
    const handler = Object.hasOwn(handlers, operation) ? handlers[operation] : undefined;
    const shape = handler && (await findOperation('ssm', operation));
    if (!handler || !shape) throw unknownOperation(operation);
    const input = readJson(request);
    checkInput(shape.input, input, { fields: LIMITS[operation] ?? {} });
    const output = handler(world, input);
    checkOutput(shape.output, output);
    return writeJson(shape.output, output);
  },
  refuse: (error) => jsonError(error),
};

function unknownOperation(operation: string): AwsError {
  return new AwsError(
    'UnknownOperationException',
    `The lab's SSM does not have ${operation || 'a request without X-Amz-Target'}; it has ${Object.keys(handlers).join(', ')}.`,
  );
}
