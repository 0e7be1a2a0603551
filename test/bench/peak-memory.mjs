// Preloaded into the measured program: writes its peak memory (MiB) where the bench asks for it.
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const file = process.env.PEAK_MEMORY_FILE;
  if (file) writeFileSync(file, String(process.resourceUsage().maxRSS / 1024));
});
