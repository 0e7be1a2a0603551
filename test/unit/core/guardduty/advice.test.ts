import { deepEqual, equal, match } from 'node:assert/strict';
import { adviceFor } from '../../../../src/core/guardduty/advice.ts';
import { leastOf, severityOf } from '../../../../src/core/guardduty/model.ts';

const ID = 'i-0123456789abcdef0';
const advice = (type: string, role = 'TARGET') => adviceFor({ type, role, instanceId: ID });

describe('advice on what GuardDuty found', () => {
  it('is to close RDP where a node is attacked, and to isolate it where it attacks', () => {
    const target = advice('UnauthorizedAccess:EC2/RDPBruteForce');
    match(target.means, /somebody tries passwords/);
    match(target.next.join('\n'), /node list .*rdp-reachable/);
    const actor = advice('UnauthorizedAccess:EC2/RDPBruteForce', 'ACTOR');
    match(actor.means, /taken over/);
    match(actor.next.join('\n'), /winharden node replace --instance-id i-0123456789abcdef0/);
  });

  // EC2 finding types of GuardDuty's guide.
  for (const [type, means] of [
    ['Recon:EC2/PortProbeUnprotectedPort', /probes a port/],
    ['Recon:EC2/PortProbeEMRUnprotectedPort', /probes a port/],
    ['Recon:EC2/Portscan', /looks for open ports/],
    ['Impact:EC2/PortSweep', /looks for open ports/],
    ['Impact:EC2/WinRMBruteForce', /WinRM/],
    ['UnauthorizedAccess:EC2/SSHBruteForce', /SSH/],
    ['CryptoCurrency:EC2/BitcoinTool.B!DNS', /cryptocurrency/],
    ['Impact:EC2/BitcoinDomainRequest.Reputation', /cryptocurrency/],
    ['Backdoor:EC2/C&CActivity.B!DNS', /command malware/],
    ['Trojan:EC2/DGADomainRequest.C!DNS', /command malware/],
    ['Trojan:EC2/DropPoint', /command malware/],
    ['Trojan:EC2/DNSDataExfiltration', /sends data out/],
    ['Backdoor:EC2/DenialOfService.UdpOnTcpPorts', /attack on others/],
    ['Backdoor:EC2/Spambot', /spam/],
    ['UnauthorizedAccess:EC2/MetadataDNSRebind', /credentials of the node/],
    ['UnauthorizedAccess:EC2/TorClient', /Tor/],
    ['DefenseEvasion:EC2/UnusualDoHActivity', /DNS servers/],
    ['UnauthorizedAccess:EC2/MaliciousIPCaller.Custom', /bad repute/],
    ['Behavior:EC2/TrafficVolumeUnusual', /never sent before/],
    ['Execution:EC2/MaliciousFile', /malware/],
    ['Something:EC2/New', /guide of GuardDuty/],
  ] as const) {
    it(`knows what ${type} means`, () => {
      const { means: found, next } = advice(type, 'ACTOR');
      match(found, means);
      match(next.join('\n'), new RegExp(ID));
    });
  }

  it('has the names of its numbers', () => {
    deepEqual([1, 3.9, 4, 6.9, 7, 8.9, 9, 0].map(severityOf), [
      'low',
      'low',
      'medium',
      'medium',
      'high',
      'high',
      'critical',
      'low',
    ]);
    equal(leastOf('high'), 7);
  });
});
