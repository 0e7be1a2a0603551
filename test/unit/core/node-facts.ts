import type { NodeFacts } from '../../../src/core/report/model.ts';

/** What an ordinary node of an EKS cluster says of itself. */
export const nodeFacts = (instanceId: string, computerName: string, users: number): NodeFacts => ({
  instanceId,
  computerName,
  release: 2022,
  build: '20348.2849',
  productName: 'Windows Server 2022 Datacenter',
  installation: 'Server Core',
  core: true,
  role: 'standalone',
  domainJoined: false,
  containerHost: true,
  hyperV: false,
  publicNetwork: true,
  sessionManager: true,
  overWinRm: false,
  powershell: '5.1.20348.2849',
  culture: 'en-US',
  users,
});
