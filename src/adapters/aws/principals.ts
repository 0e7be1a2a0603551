import type { Decision } from '../../core/ports.ts';
import type { AwsClients } from './clients.ts';
import { explained } from './explain.ts';

/** IAM answers so many actions in one request without a second page. */
const MOST_ACTIONS = 50;

/** The principal whose policies IAM can be asked about: a session's role with its path, or a user. */
export async function principalOf(clients: AwsClients, arn: string): Promise<string | null> {
  if (/:user\//.test(arn)) return arn;
  const [, name] = /:assumed-role\/([^/]+)\//.exec(arn) ?? [];
  if (name === undefined) return null;
  return explained({ action: 'iam:GetRole', resource: `the role ${name}` }, async () => {
    const { sdk, client } = await clients.iam();
    return (await client.send(new sdk.GetRoleCommand({ RoleName: name }))).Role?.Arn ?? null;
  });
}

/** One request for all actions on the same resource. */
export async function decisionsFor(
  clients: AwsClients,
  principal: string,
  asked: { action: string; resource: string }[],
): Promise<Decision[]> {
  const { sdk, client } = await clients.iam();
  const found: Decision[] = [];
  for (const [resource, its] of Map.groupBy(asked, (each) => each.resource)) {
    const actions = its.map(({ action }) => action);
    for (let from = 0; from < actions.length; from += MOST_ACTIONS) {
      const ActionNames = actions.slice(from, from + MOST_ACTIONS);
      const input = { PolicySourceArn: principal, ActionNames, ResourceArns: [resource] };
      await explained({ action: 'iam:SimulatePrincipalPolicy', resource: principal }, async () => {
        for await (const page of sdk.paginateSimulatePrincipalPolicy({ client }, input)) {
          for (const { EvalActionName = '', EvalDecision } of page.EvaluationResults ?? [])
            found.push({ action: EvalActionName, resource, allowed: EvalDecision === 'allowed' });
        }
      });
    }
  }
  return found;
}
