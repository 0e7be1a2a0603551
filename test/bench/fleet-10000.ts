import type { StartRunInput } from '../../src/actions/start-run.ts';
import { type Lab, startLab } from '../../src/lab/index.ts';
import type { Benchmark } from './bench.ts';
import { round } from './measure.ts';
import { runInProcess, type Told } from './run-in-process.ts';

const NODES = 10_000;
const CONCURRENCY = 50;
/** The SDK's waits before it tries again are real time: ten thousand throttled nodes would take hours of it. */
const THROTTLED_NODES = 2000;

/**
 * An apply over ten thousand model nodes with realistic times, lags and request rates, by a lab whose waiting costs nothing. The
 * product is in a process of its own. Ideal: the mean time of a node, by SSM's sending to its end, times nodes / concurrency.
 */
export const fleet10000: Benchmark = {
  name: 'fleet-10000',
  async run() {
    const all = await measure(NODES, {});
    const tenth = await measure(NODES / 10, {});
    const throttled = await measure(THROTTLED_NODES, { faults: ['throttling=0.2'] });
    return {
      nodes: NODES,
      concurrency: CONCURRENCY,
      overhead: all.overhead,
      callsPerNode: all.callsPerNode,
      peakMemoryMB: all.peakMemoryMB,
      lost: all.lost,
      'peak memory, times that of a tenth of the nodes (limit 2)': round(all.peakMemoryMB / tenth.peakMemoryMB),
      'last node to report page, s (limit 5)': all.reportSeconds,
      'throttled by a fifth: nodes': THROTTLED_NODES,
      'throttled by a fifth: overhead (limit 0.15)': throttled.overhead,
      'throttled by a fifth: lost': throttled.lost,
      'throttled by a fifth: calls per node': throttled.callsPerNode,
      'calls to S3 per node, beside the read of its report': all.otherS3Calls,
      calls: JSON.stringify(all.calls),
      'fleet time, s': all.fleetSeconds,
      'machine time, s': all.machineSeconds,
      'mean time of a node, s': all.meanSeconds,
    };
  },
};

async function measure(nodes: number, options: { faults?: string[] }) {
  const lab = await startLab({ nodes, driver: 'model', realistic: true, seed: 1, ...options });
  try {
    const told = await runInProcess(lab, inputFor(lab));
    const seconds = lab.executions().map(({ sent, ended }) => (Number(ended) - Number(sent)) / 1000);
    const meanSeconds = sum(seconds) / seconds.length;
    const ideal = meanSeconds * Math.ceil(nodes / CONCURRENCY);
    return {
      overhead: Math.round(1000 * (told.fleetSeconds / ideal - 1)) / 1000,
      callsPerNode: Math.round((1000 * controlPlaneCalls(told)) / nodes) / 1000,
      peakMemoryMB: Math.round(told.peakMemoryMB),
      otherS3Calls: Math.round((1000 * otherS3Calls(told, nodes)) / nodes) / 1000,
      calls: told.calls,
      lost: lostNodes(lab, told),
      reportSeconds: round(told.reportSeconds),
      fleetSeconds: round(told.fleetSeconds),
      machineSeconds: round(told.machineSeconds),
      meanSeconds: round(meanSeconds),
    };
  } finally {
    await lab.close();
  }
}

function inputFor(lab: Lab): StartRunInput {
  return {
    operation: 'apply',
    baseline: 'cis-l1',
    include: [],
    selector: { tags: ['eks:nodegroup-name=windows-ng'], instanceIds: [] },
    canary: 0,
    waveSize: '100%',
    maxConcurrency: CONCURRENCY,
    maxErrors: '0',
    bucket: lab.bucket,
    prefix: '',
    waitMinutes: 100_000,
    timeoutSeconds: 600,
    pollSeconds: 5,
    reboot: 'never',
    rebootMinutes: 0,
    dryRun: false,
  };
}

/** Of Systems Manager, EC2, Auto Scaling, STS and IAM: what S3 is asked is traffic of data. */
function controlPlaneCalls({ calls }: Told): number {
  return sum(Object.entries(calls).map(([name, count]) => (name.startsWith('s3:') ? 0 : count)));
}

/** Rows, the run's own files, its lock: everything but the read of each report. */
function otherS3Calls({ calls }: Told, nodes: number): number {
  return sum(Object.entries(calls).map(([name, count]) => (name.startsWith('s3:') ? count : 0))) - nodes;
}

/** Nodes that did their work and whose outcome does not say what came of it. */
function lostNodes(lab: Lab, { outcomes }: Told): number {
  const outcomeOf = new Map(outcomes.map(({ instanceId, outcome }) => [instanceId, outcome]));
  const untold = [undefined, 'NoReport', 'NotSent'];
  return lab.executions().filter(({ instanceId, worked }) => worked && untold.includes(outcomeOf.get(instanceId)))
    .length;
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
