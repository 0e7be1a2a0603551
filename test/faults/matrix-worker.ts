import { parentPort, workerData } from 'node:worker_threads';
import { runsOf } from './fault-matrix.ts';

parentPort?.postMessage(await runsOf(workerData));
