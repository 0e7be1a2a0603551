// Loaded before winharden by tests: writes down which operations the lab says it was asked for (its header X-Lab-Operation).
import { subscribe } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';

const seen = new Set();
subscribe('http.client.response.finish', ({ response }) => {
  const operation = response.headers['x-lab-operation'];
  if (operation) seen.add(operation);
});
process.on('exit', () => writeFileSync(process.env.TEST_SEEN_OPERATIONS, JSON.stringify([...seen])));
